"""The report: charts as specifications, drawn without a network, and the page that carries them."""
