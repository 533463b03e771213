"""How people sign in, and what follows whoever is signed in: language, clock, parties."""
