-- What an organisation is found by, in place of the index over pairs of characters alone
-- (src/subjects/search-terms.ts says what a term is; docs/decisions/0024-search.md, why).
-- `grams` stays, as the statistics and the order of name suggestions are taken from it.
alter table subject
  add column terms        text[] not null default '{}',
  add column letters      text not null default '',      -- what letters find: syllables and initials
  add column brand_at     smallint,                      -- where the part of its own begins in name_key; null: not read yet
  add column completeness smallint not null default 0;

-- Of those that are there already: all that needs no dictionary. What does, brand and letters, is
-- filled by `xinheng db index-names`, which the server starts by itself and which goes on where it was ended.
with drawn as (
  select code, coalesce(status, '') as status,
         (case when coalesce(industry, '') <> '' then 4 else 0 end)
           + (case when founded_on is not null then 4 else 0 end)
           + (case when exists (select from identifier i where i.subject_code = s.code) then 1 else 0 end) as completeness,
         case when status ~ '注销|撤销' or status in ('deregistered', 'annulled') then 'deregistered'
              when status ~ '吊销' or status = 'licence-revoked' then 'licence-revoked'
              when status ~ '迁出' or status = 'moved-out' then 'moved-out'
              when status ~ '歇业' or status = 'dormant' then 'dormant'
              else 'in-being' end as status_group,
         ('x' || substr(md5(code), 1, 8))::bit(32)::bigint / 4294967296.0 as lot
  from subject s where not is_provisional and kind <> 'sole-proprietor'
), placed as (
  select *, substr(case when status_group = 'in-being' and completeness >= 8 then 'abcde' else 'fghij' end,
                   case when lot < 0.0001 then 1 when lot < 0.001 then 2 when lot < 0.01 then 3 when lot < 0.1 then 4 else 5 end, 1) as cell
  from drawn
)
update subject s set
  completeness = p.completeness,
  terms = array(
    select p.cell || term from unnest(
      s.grams
      || case when char_length(s.name_key) > 1 then array['^' || substr(s.name_key, 1, 2)] else '{}' end
      || case when s.region ~ '^\d{6}$' then array(
           select distinct 'R' || regexp_replace(rpad(substr(s.region, 1, n), 6, '0'), '(00)+$', '') from unnest(array[2, 4, 6]) n)
         else '{}' end
      || array['K' || s.kind, 'S' || p.status_group]
      || case when s.industry ~ '^[A-T]?\d\d' then array['I' || substr(regexp_replace(s.industry, '^[A-T]', ''), 1, 2)]
              when s.industry ~ '^[A-T]' then array['I' || substr(s.industry, 1, 1)]
              else '{}' end
    ) term)
from placed p where p.code = s.code;

drop index subject_grams;
-- Without a list of pending entries: every search would have to read it through, for each of its cells.
create index subject_terms on subject using gin (terms) with (fastupdate = off) where not is_provisional;
create index subject_unread on subject (code) where brand_at is null and not is_provisional and kind <> 'sole-proprietor';
