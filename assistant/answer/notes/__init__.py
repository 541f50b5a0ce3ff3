"""What a reader must know about an answer besides its sentences."""
