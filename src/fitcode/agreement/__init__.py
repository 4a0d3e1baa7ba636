"""How far coders coincide: coefficients as pure arithmetic over ratings, each after its paper."""
