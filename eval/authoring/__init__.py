"""Sets of questions made by users: imported, proposed, reviewed, checked."""
