-- What stands beside a record: a mark that it is contested, the organisation's own reply, and
-- a lift, by which an authority or a court stops its publication. Each is a line here and so is
-- its end; what stands is derived from the lines. Few records ever have one.

create table hold_event (
  subject_code text not null,
  record_id    bigint not null,
  id           bigint generated always as identity,
  kind         text not null check (kind in ('marked', 'replied', 'lifted', 'ended')),
  -- The line that this one ends.
  ends         bigint,
  contested_by text check (contested_by in ('objection', 'reconsideration', 'litigation')),
  since        date,
  -- A reply's text, without what is a person's.
  says         text,
  basis        text,
  reach        text check (reach in ('public', 'everyone')),
  -- The day from which the record is shown again; null: until the lift is ended.
  until_day    date,
  document     text not null,
  reason       text,
  who          text not null,
  body         text not null,
  at           timestamptz not null,
  entry        bigint not null references entry,
  primary key (subject_code, record_id, id),
  check ((kind = 'marked') = (contested_by is not null and since is not null)),
  check ((kind = 'replied') = (says is not null)),
  check ((kind = 'lifted') = (basis is not null and reach is not null)),
  check ((kind = 'ended') = (ends is not null)),
  check (kind = 'replied' or reason is not null)
);
-- What ended is not ended again.
create unique index hold_event_ends on hold_event (subject_code, record_id, ends) where ends is not null;
create trigger append_only before update or delete or truncate on hold_event
  for each statement execute function refuse_change();

-- The windows of a version as disclosure gave them, while a lift has taken some of them out of
-- `shown`. When it ends they come back from here: the same ones, none longer than it was.
create table held_window (
  subject_code text not null,
  record_id    bigint not null,
  version      int not null,
  audience     text not null check (audience in ('everyone', 'public', 'government')),
  during       tstzrange not null check (not isempty(during)),
  reason       text not null,
  rule_version text not null,
  primary key (subject_code, record_id, version, audience)
);

grant select, insert on hold_event to xinheng;
grant select, insert, delete on held_window to xinheng;
