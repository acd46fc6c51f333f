"""Identity: pseudonyms, persons, relays, and what personal columns become."""
