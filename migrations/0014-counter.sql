-- Checks of a whole file: what was asked for row by row, and which receipt each row got. Of the file itself nothing is
-- kept: no name, no other column; a person's number is told by a mark, what is no code by its length.
create table check_file (
  id           bigint generated always as identity primary key,
  batch        text not null unique,
  file_name    text not null,
  column_name  text not null,
  body         text not null,
  who          text not null,
  -- For all rows; '' where it stands in a column of the file.
  purpose      text not null,
  matter       text not null,
  case_number  text not null,
  rows         int not null check (rows between 1 and 100000),
  at           timestamptz not null
);
create index check_file_body on check_file (body, id desc);

create table check_file_row (
  file         bigint not null references check_file on delete cascade,
  n            int not null,
  line         int not null,
  code         text not null,
  -- Its own reason, where the file has a column for one.
  purpose      text,
  matter       text,
  case_number  text,
  -- Why it is not asked for at all: person, no-code, bad-code, or the code of a refusal.
  problem      text,
  receipt      text,
  primary key (file, n)
);
-- What is still to do. A row leaves it in the transaction that writes its receipt, so none gets two.
create index check_file_row_open on check_file_row (file, n) where receipt is null and problem is null;

-- Receipts counted by week, body and matter; each is counted once, behind the horizon of the roller.
create table check_count (
  week   date not null,
  body   text not null,
  matter text not null,
  checks bigint not null,
  primary key (week, body, matter)
);
create table check_counted (
  is_one boolean primary key default true check (is_one),
  below  bigint not null,
  at     timestamptz
);
insert into check_counted (below) values (0);

-- Volumes by month are read from submissions by day.
create index submission_at on submission (at);

grant select, insert, delete on check_file to xinheng;
grant select, insert, update (receipt, code), delete on check_file_row to xinheng;
grant select, insert, update (checks) on check_count to xinheng;
grant select on check_counted to xinheng;
grant update (below, at) on check_counted to xinheng;

-- What is held is few and looked for often.
create index submission_held on submission (source_code, id) where state = 'held';
