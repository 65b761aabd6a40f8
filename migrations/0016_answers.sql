-- What a network answered where that leaves open what it did: its own words, for whoever settles the attempt.
ALTER TABLE attempt ADD COLUMN answer text;
