-- Duplicate and wrong codes (重错码) put right, line by line of a correction sheet. A
-- joining of two codes is a row of `alias`; ending it is a further line here.

create table code_correction (
  id      bigint generated always as identity primary key,
  -- Of the correction sheet: 0 a code was newly assigned, 1 the code is deleted, 2 it is kept as it is.
  flag    smallint not null check (flag in (0, 1, 2)),
  code    text not null,
  -- The code that stands for the same organisation from now on; with flag 2 the one it was joined to.
  same_as text check (same_as <> code),
  name    text not null,
  basis   text not null,
  reason  text not null,
  who     text not null,
  at      timestamptz not null,
  entry   bigint not null references entry,
  check (flag = 2 or same_as is not null)
);
create index code_correction_code on code_correction (code, id desc);
create trigger append_only before update or delete or truncate on code_correction
  for each statement execute function refuse_change();

grant select, insert on code_correction to xinheng;
