-- An organisation's own space: who may come in for it, by whose leave, until when; their sessions,
-- and which papers were opened there. A delegate is an account and no subject: no name of a
-- person stands here, and nothing looks for one.

-- Good once, for one organisation, until its hour. Of the code that is handed over only its hash is kept.
create table own_invitation (
  id           bigint generated always as identity primary key,
  subject_code text not null check (octet_length(subject_code) = 18),
  code_hash    bytea not null unique check (octet_length(code_hash) = 32),
  -- What the office calls them: a post, no name.
  label        text not null check (label <> ''),
  scope        text not null check (scope in ('see', 'act')),
  is_owner     boolean not null,
  -- The last day of the delegation, and the paper by which it was given.
  until_day    date not null,
  document     text not null check (document <> ''),
  expires_at   timestamptz not null,
  who          text not null,
  body         text not null,
  at           timestamptz not null,
  used_at      timestamptz,
  withdrawn_at timestamptz,
  check (used_at is null or withdrawn_at is null)
);
create index own_invitation_subject on own_invitation (subject_code, id);

create table own_delegate (
  id            bigint generated always as identity primary key,
  subject_code  text not null check (octet_length(subject_code) = 18),
  -- Absent where another house vouches for them each time they come in.
  invitation    bigint unique references own_invitation,
  -- Their own choice, of their organisation alone; absent where they come in by another house's sign-in.
  login         text,
  password_hash text,
  -- Of an issuer and the opaque name that it gives: a hash, nothing of the person.
  issued_key    bytea check (octet_length(issued_key) = 32),
  label         text not null,
  scope         text not null check (scope in ('see', 'act')),
  is_owner      boolean not null,
  until_day     date,
  document      text not null,
  since         timestamptz not null,
  last_in_at    timestamptz,
  ended_at      timestamptz,
  unique (subject_code, login),
  unique (subject_code, issued_key),
  check ((login is null) = (password_hash is null)),
  check ((login is null) <> (issued_key is null)),
  check ((invitation is null) = (login is null) and (invitation is null) = (until_day is null))
);

create table own_session (
  token_hash     bytea primary key check (octet_length(token_hash) = 32),
  delegate       bigint not null references own_delegate,
  csrf           text not null,
  started_at     timestamptz not null,
  seen_at        timestamptz not null,
  ends_at        timestamptz not null,
  agent          text not null
);
create index own_session_delegate on own_session (delegate);

-- A paper opened in the own space for the first time: that it was served there.
create table paper_read (
  subject_code   text not null,
  case_id        bigint not null,
  n              int not null,
  delegate       bigint not null references own_delegate,
  at             timestamptz not null,
  entry          bigint not null references entry,
  primary key (subject_code, case_id, n)
);
create trigger append_only before update or delete or truncate on paper_read
  for each statement execute function refuse_change();

alter table access_change drop constraint access_change_kind_check;
alter table access_change add constraint access_change_kind_check
  check (kind in ('person', 'client', 'source', 'representative'));

grant select, insert on own_invitation, own_delegate, paper_read to xinheng;
grant update (used_at, withdrawn_at) on own_invitation to xinheng;
grant update (password_hash, last_in_at, ended_at) on own_delegate to xinheng;
grant select, insert, update, delete on own_session to xinheng;
