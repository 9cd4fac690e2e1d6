-- A window is found from its record, whose ids grow: a million of them are written behind one another,
-- and not each at a place of its own in an index ordered by code. The code stays in the key, to distribute by.
alter table shown
  drop constraint shown_pkey,
  add primary key (record_id, version, audience, subject_code);
