-- What is handed in with a step of a case. The bytes lie in a file outside everything that is served,
-- each encrypted under a key of its own, which stands here wrapped under the installation's. Taking
-- that key away erases it, whatever copies of the file there are.
create table attachment (
  id           bigint generated always as identity primary key,
  subject_code text not null check (octet_length(subject_code) = 18),
  -- As it was called, without what is a person's; gone when it is erased.
  name         text,
  kind         text not null check (kind in ('pdf', 'png', 'jpeg', 'ofd', 'docx')),
  bytes        int not null check (bytes > 0),
  digest       bytea not null check (octet_length(digest) = 32),
  -- SHA-256 of the encrypted bytes: what the file is called.
  place        text not null unique check (place ~ '^[0-9a-f]{64}$'),
  key          bytea,
  who          text not null,
  body         text not null,
  at           timestamptz not null,
  erased_at    timestamptz,
  check ((erased_at is null) = (key is not null) and (erased_at is null) = (name is not null))
);
create index attachment_at on attachment (at) where erased_at is null;

-- With which step it came; one that came with none is forgotten after a day.
create table case_attachment (
  attachment   bigint primary key references attachment,
  subject_code text not null,
  case_id      bigint not null,
  n            int not null
);
create index case_attachment_case on case_attachment (subject_code, case_id, n);
create trigger append_only before update or delete or truncate on case_attachment
  for each statement execute function refuse_change();

grant select, insert on attachment, case_attachment to xinheng;
grant update (name, key, erased_at) on attachment to xinheng;
