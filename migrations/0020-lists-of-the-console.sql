-- The orders in which submissions are listed, of one source and of all. Nothing of them
-- changes while rows are placed, so that counting on stays an update in place; only the
-- steps of a submission's state touch the last two.
create index submission_file on submission (file_name, id);
create index submission_source_file on submission (source_code, file_name, id);
create index submission_lines on submission (lines_total, id);
create index submission_source_lines on submission (source_code, lines_total, id);
create index submission_held_first on submission ((state = 'held'), id);
create index submission_source_held_first on submission (source_code, (state = 'held'), id);
