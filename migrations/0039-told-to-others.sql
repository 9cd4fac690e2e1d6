-- What becomes of a repair is told to Credit China: a line for each step that it has to know of, written by the
-- database in the transaction of the step, so that none is forgotten; and what came of telling it.
create table outgoing (
  id           bigint generated always as identity primary key,
  subject_code text not null,
  case_id      bigint not null,
  n            int not null,
  step         text not null,
  at           timestamptz not null,
  unique (subject_code, case_id, n)
);
create trigger append_only before update or delete or truncate on outgoing
  for each statement execute function refuse_change();
create table outgoing_try (
  outgoing bigint not null references outgoing,
  at       timestamptz not null,
  -- told; failed: it could not be told; shown: what ended here is shown there still; done: nothing more is to be told.
  outcome  text not null check (outcome in ('told', 'failed', 'shown', 'done')),
  says     text not null
);
create index outgoing_try_outgoing on outgoing_try (outgoing);
create trigger append_only before update or delete or truncate on outgoing_try
  for each statement execute function refuse_change();
-- What is still to be told or chased.
create table outgoing_open (
  outgoing bigint primary key references outgoing,
  at       timestamptz not null,
  next_at  timestamptz not null,
  tries    int not null default 0,
  is_told  boolean not null default false
);
create index outgoing_open_next on outgoing_open (next_at);

create function tell_of_repair() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  made bigint;
begin
  if new.step not in ('accept', 'decline', 'refuse', 'grant', 'screen', 'complete', 'revoke', 'take-back')
     or not exists (select from case_file f where f.subject_code = new.subject_code and f.case_id = new.case_id and f.procedure = 'repair') then
    return null;
  end if;
  insert into outgoing (subject_code, case_id, n, step, at)
    values (new.subject_code, new.case_id, new.n, new.step, new.at) returning id into made;
  insert into outgoing_open (outgoing, at, next_at) values (made, new.at, new.at);
  return null;
end $$;
create trigger tells after insert on case_event for each row execute function tell_of_repair();

-- What came from there, once each, and what was made of it.
create table incoming (
  id      text primary key,
  kind    text not null check (kind in ('application', 'ended')),
  outcome text not null check (outcome in ('opened', 'refused')),
  says    text not null,
  at      timestamptz not null
);
create trigger append_only before update or delete or truncate on incoming
  for each statement execute function refuse_change();
create table incoming_cursor (one boolean primary key default true check (one), cursor text not null);

grant select on outgoing to xinheng;
grant select, insert on outgoing_try, incoming to xinheng;
grant select, delete on outgoing_open to xinheng;
grant update (next_at, tries, is_told) on outgoing_open to xinheng;
grant select, insert on incoming_cursor to xinheng;
grant update (cursor) on incoming_cursor to xinheng;
