-- A month for which the default partition holds rows already, from a clock that
-- was far off or a server that ran on for very long, keeps them there: the
-- months to come are made all the same, and a start is not refused for it.
create or replace function ensure_months(first_day date, months int) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  day date := date_trunc('month', first_day);
  t text;
  begins text;
  ends text;
  is_held boolean;
begin
  -- Two servers at once: one waits for the other.
  perform pg_advisory_xact_lock(hashtext('xinheng months'));
  for n in 0 .. months - 1 loop
    begins := to_char(day, 'YYYY-MM-DD') || ' 00:00:00+08';
    ends := to_char(day + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+08';
    foreach t in array array['ledger', 'receipt'] loop
      continue when to_regclass(format('%I', t || '_' || to_char(day, 'YYYY_MM'))) is not null;
      execute format('select exists (select from %I where at >= %L and at < %L)', t || '_other', begins, ends) into is_held;
      continue when is_held;
      execute format('create table %I partition of %I for values from (%L) to (%L)',
        t || '_' || to_char(day, 'YYYY_MM'), t, begins, ends);
    end loop;
    day := day + interval '1 month';
  end loop;
end $$;

-- What is acknowledged and not finished is looked for every few seconds.
create index submission_unfinished on submission (id) where state in ('waiting', 'running');
