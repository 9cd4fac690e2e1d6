-- A receipt names the versions that it told; it keeps no copy of them.
alter table receipt rename column answer to told;
