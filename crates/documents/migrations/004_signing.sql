-- The day's list of hand-overs, and what nobody has signed for yet, are printed every evening.
CREATE INDEX original_moves_day ON original_moves (moved_on);
CREATE INDEX original_moves_unsigned ON original_moves (to_post) WHERE signed = '' AND confirmed_at IS NULL;
