-- The queue of cases by procedure, and by the day on which a case was taken in. Each source and turn
-- has its own run in them, from whose front a page is put together.
create index case_clock_procedure_due on case_clock (source_code, turn, procedure, due, case_id);
create index case_clock_opened on case_clock (source_code, turn, opened_on, case_id);
