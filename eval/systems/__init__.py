"""What is put to the test: the product as its doors call it, and the baselines, all with the same models."""
