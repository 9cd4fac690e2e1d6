-- What a paper says is settled in its step's transaction, and its digest stands in the step's entry. It
-- is typeset behind the step: its bytes are kept apart, once, with a digest and an entry of their own.
alter table case_paper drop constraint case_paper_check, alter column bytes drop not null, add column sheet text,
  add constraint digest_of_what_is_kept
    check (num_nonnulls(bytes, sheet) = 1 and digest = sha256(coalesce(bytes, convert_to(sheet, 'UTF8'))));

create table paper_set (
  subject_code text not null,
  case_id      bigint not null,
  n            int not null,
  digest       bytea not null check (digest = sha256(bytes)),
  bytes        bytea not null,
  at           timestamptz not null,
  primary key (subject_code, case_id, n),
  foreign key (subject_code, case_id, n) references case_paper
);
create trigger append_only before update or delete or truncate on paper_set
  for each statement execute function refuse_change();
grant select, insert on paper_set to xinheng;
