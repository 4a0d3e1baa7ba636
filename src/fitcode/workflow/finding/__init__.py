"""Finding: what a study reports of each dimension, put together from counts and quotations."""
