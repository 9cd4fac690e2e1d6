-- The orders of lists that the console now offers everywhere, each an index. People, changes and corrections are few
-- and seldom written; of rows that wait only those that are open are in these.
create index person_name on person (name, login);
create index person_seen on person ((coalesce(last_in_at, '2000-01-01 00:00:00+00'::timestamptz)), login);
create index code_correction_by_code on code_correction (code, id);
drop index code_correction_code;
create index zero_report_from on zero_report (from_day, item, until_day, source_code);
create index zero_report_source_from on zero_report (source_code, from_day, item, until_day);
create index waiting_row_open_item on waiting_row (source_code, item, submission, line) where settled_at is null;
create index waiting_row_open_reason on waiting_row (source_code, reason, submission, line) where settled_at is null;
create index waiting_row_open_name on waiting_row (source_code, (coalesce(stated_name, '')), submission, line)
  where settled_at is null;
