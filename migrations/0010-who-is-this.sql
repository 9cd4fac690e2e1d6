-- What people decided about rows that waited because nobody could tell whose they
-- are. A decision taken back is a further line that names it: nothing is changed.

create table who_decision (
  id           bigint generated always as identity primary key,
  submission   bigint not null,
  line         int not null,
  source_code  text not null,
  decided      text not null check (decided in ('placed', 'none', 'reopened')),
  -- Where the row was placed; the verdict as intake gave it.
  subject_code text,
  record_id    bigint,
  version      int,
  verdict      text,
  -- Who was suggested first to last, with score and reasons, when it was decided.
  offered      json not null,
  reason       text not null,
  who          text not null,
  at           timestamptz not null,
  entry        bigint not null references entry,
  undoes       bigint references who_decision,
  check ((decided = 'placed') = (subject_code is not null)),
  check ((decided = 'reopened') = (undoes is not null))
);
create index who_decision_source on who_decision (source_code, id desc);
create index who_decision_row on who_decision (submission, line, id desc);
-- A decision is taken back once.
create unique index who_decision_undoes on who_decision (undoes) where undoes is not null;
create trigger append_only before update or delete or truncate on who_decision
  for each statement execute function refuse_change();

grant select, insert on who_decision to xinheng;
