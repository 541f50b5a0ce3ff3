"""How the judges are made: pairs out of public data sets and documents, training, calibration, model card."""
