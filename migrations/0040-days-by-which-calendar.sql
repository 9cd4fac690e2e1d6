-- By which calendar the day of an open case was told: where another is loaded, or a notice of one is
-- corrected, it is told anew in the night.
alter table case_clock add column calendar text not null default '';
drop index case_clock_missing;
