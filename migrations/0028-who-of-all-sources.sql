-- Rows of which nobody can tell whose they are, of all sources at once, by their age.
create index waiting_row_open_age on waiting_row (submission, line) where settled_at is null;
