-- The doors: attempts to sign in, one-time passwords, keys that are changed without
-- a gap, and every change an administrator makes, with its reason.

-- Wrong passwords are counted by login, whether anybody has it or not: a guess costs
-- the same work and the same wait. The key is the hash of what was typed as a login:
-- people type passwords into that field.
create table sign_in_attempt (
  login_key    bytea primary key check (octet_length(login_key) = 32),
  failures     int not null check (failures > 0),
  locked_until timestamptz not null,
  at           timestamptz not null
);
create index sign_in_attempt_at on sign_in_attempt (at);
insert into sign_in_attempt (login_key, failures, locked_until, at)
select sha256(convert_to(login, 'UTF8')), failures, coalesce(locked_until, now()), now() from person where failures > 0;

alter table person
  drop column failures,
  drop column locked_until,
  -- Set while the password is one that somebody else gave: good for one sign-in, until then.
  add column one_time_until timestamptz,
  add column last_in_at timestamptz;

alter table session
  -- Said after signing in: when this person came in before, and how many wrong passwords came in between.
  add column before_at timestamptz,
  add column wrong_before int not null default 0;

alter table api_client
  add column last_used_at timestamptz,
  -- The key before the last change, good until then: the other system changes over without a gap.
  add column old_key_hash bytea unique check (octet_length(old_key_hash) = 32),
  add column old_key_until timestamptz,
  add check ((old_key_hash is null) = (old_key_until is null));

alter table source
  -- Which office answers for it; no person stands here.
  add column office text not null default '',
  add column office_line text not null default '';

-- What was changed about people, clients and sources.
create table access_change (
  id      bigint generated always as identity primary key,
  at      timestamptz not null,
  who     text not null,
  role    text not null,
  act     text not null check (act ~ '^[a-z][a-z-]{2,40}$'),
  kind    text not null check (kind in ('person', 'client', 'source')),
  target  text not null,
  reason  text not null,
  -- Field by field, before and after; never a password or a key.
  changed json not null,
  entry   bigint not null references entry
);
create index access_change_target on access_change (kind, target, id desc);
create trigger append_only before update or delete or truncate on access_change
  for each statement execute function refuse_change();

grant select, insert, update, delete on sign_in_attempt to xinheng;
grant select, insert on access_change to xinheng;
