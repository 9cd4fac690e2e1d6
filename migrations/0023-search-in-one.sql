-- A search in one round trip: the steps of src/subjects/search.ts, each a small statement that is planned once a
-- connection, and only those that are needed (docs/decisions/0024-search.md). One text for the two ways a step looks
-- terms up, so that they cannot come apart.
create type search_found as (
  code text, name text, kind text, status text, region text, industry text,
  former text,     -- the former name that matches, where the name does not
  stage int,
  place text       -- in the order of the answer
);

-- What terms bring, before it is told to which stage it belongs.
create type search_brought as (
  code text, name text, kind text, status text, region text, industry text,
  name_key text, brand_at int, completeness int, cell text
);

do $make$
declare
  -- What the terms bring of two cells of a size.
  pair constant text := $pair$
    brings := array(
      select row(s.code, s.name, s.kind, s.status, s.region, s.industry, s.name_key, s.brand_at, s.completeness,
                 cell)::search_brought
      from subject s where {terms} and not s.is_provisional and s.kind <> 'sole-proprietor'
        and (strpos(s.name_key, asked_key) > 0 or s.grams @> asked_grams)
      limit room);$pair$;
  -- What they bring of a cell, no more than there is room for, and which of it belongs to the lane.
  step constant text := $step$
    select count(*), count(f.stage), coalesce(array_agg(
             row(f.code, f.name, f.kind, f.status, f.region, f.industry, f.former, f.stage, f.place)::search_found)
             filter (where f.place > after_place), '{}')
    into brought, kept, bring
    from (
      select s.*, s.stage::text || cell || (9 - s.completeness)::text
                    || lpad(least(char_length(s.name), 999)::text, 3, '0') || s.code as place
      from (
        select s.*,
          case when lane > 4 then
                 case when s.at > 0 or s.former is not null then null
                      when exists (select from unnest(hans) han where strpos(s.name_key, han) = 0) then null
                      when strpos(s.letters, ' ' || spelt) > 0 then case when lane = 5 then 5 end
                      when lane = 6 and strpos(s.letters, '+' || spelt) > 0 then 6 end
               when lane = case when s.at = 0 then case when s.former is not null then 4 end
                                when s.name_key = asked_key then 0
                                when s.at = 1 then 1
                                when substr(s.name_key, s.brand_at + 1, char_length(asked_key)) = asked_key then 2
                                else 3 end then lane
          end as stage
        from (
          select s.*,
            -- The pairs of former names are among an organisation's own: where one is missing, nobody has to look.
            case when s.at = 0 and lane > 3 and s.grams @> asked_grams then (
              select n.name from subject_name n
              where n.subject_code = s.code and not n.is_current and strpos(n.name_key, asked_key) > 0
              order by n.name_key limit 1) end as former
          from (
            select s.code, s.name, s.kind, s.status, s.region, s.industry, s.name_key, s.brand_at, s.completeness,
                   s.letters, s.grams, strpos(s.name_key, asked_key) as at
            from subject s where {terms} and not s.is_provisional and s.kind <> 'sole-proprietor' limit room
          ) s offset 0
        ) s offset 0
      ) s
    ) f;$step$;
  narrowed constant text := $terms$
        s.terms @> asked and s.terms && either
        and s.terms && case when regions = '{}' then either
                            else regions[i * cardinality(regions) / 10 + 1 : (i + 1) * cardinality(regions) / 10] end
        and s.terms && case when industries = '{}' then either
                            else industries[i * cardinality(industries) / 10 + 1 : (i + 1) * cardinality(industries) / 10] end
      $terms$;
  choice constant text := $choice$
      if lane < 5 and regions = '{}' and industries = '{}' then
        {plain}
      else
        if lane < 5 then either := asked; end if;
        {narrowed}
      end if;$choice$;
begin
  execute replace(replace($function$
-- Lists of terms hold those of each cell one after the other. A row without a code: more fit than are listed.
create function search_names(
  asked_key text, asked_grams text[], hans text[], spelt text,
  pairs text[], begins text[], brands text[], formers text[], filters text[],
  own_letters text[], trade_letters text[], regions text[], industries text[],
  after_place text, need int, few int, listed int
) returns setof search_found language plpgsql stable
set plan_cache_mode = force_generic_plan set jit = off as $body$
declare
  answer search_found[] := '{}';
  bring search_found[];
  all_brought search_brought[] := '{}';
  brings search_brought[];
  lane int := 0;
  cell text;
  i int;
  -- What the lane looks up: all of these, and one of each of those.
  terms text[];
  choice text[];
  width int;
  asked text[];
  either text[];
  room bigint;
  brought bigint;
  kept bigint;
  met bigint := 0;
  seen bigint;
  from_stage constant int := case after_place when '' then 0 else left(after_place, 1)::int end;
  is_whole boolean := false;
  is_cut boolean := false;
begin
  -- Do few fit? Cells of a size one after the other; before the largest it is known.
  if cardinality(pairs) > 0 and from_stage <= 4 then
    width := cardinality(pairs) / 10;
    for turn in 0..9 loop
      i := turn / 2 + 5 * (turn % 2);
      cell := substr('abcdefghij', i + 1, 1);
      asked := pairs[i * width + 1 : (i + 1) * width];
      -- The last two are only entered where it is so.
      is_whole := turn >= 8;
      room := case when not is_whole then few - met end;
      {pair}
      all_brought := all_brought || brings;
      met := met + cardinality(brings);
      exit when not is_whole and met >= few;
    end loop;
    if is_whole then
      answer := array(
        select row(s.code, s.name, s.kind, s.status, s.region, s.industry, s.former, s.stage, s.place)::search_found
        from (
          select s.*, s.stage::text || s.cell || (9 - s.completeness)::text
                        || lpad(least(char_length(s.name), 999)::text, 3, '0') || s.code as place
          from (
            select s.*, case when s.at = 0 then case when s.former is not null then 4 end
                             when s.name_key = asked_key then 0
                             when s.at = 1 then 1
                             when substr(s.name_key, s.brand_at + 1, char_length(asked_key)) = asked_key then 2
                             else 3 end as stage
            from (
              select s.*, strpos(s.name_key, asked_key) as at,
                case when strpos(s.name_key, asked_key) = 0 then (
                  select n.name from subject_name n
                  where n.subject_code = s.code and not n.is_current and strpos(n.name_key, asked_key) > 0
                  order by n.name_key limit 1) end as former
              from unnest(all_brought) s offset 0
            ) s offset 0
          ) s
        ) s
        where s.place > after_place order by s.place limit need);
    end if;
    if not is_whole and from_stage = 0 then
        answer := array(
          select row(s.code, s.name, s.kind, s.status, s.region, s.industry, null, 0, s.place)::search_found
          from (
            select s.*, '0' || substr(s.terms[1], 1, 1) || (9 - s.completeness)::text
                          || lpad(least(char_length(s.name), 999)::text, 3, '0') || s.code as place,
                   strpos('abcdefghij', substr(s.terms[1], 1, 1)) - 1 as at
            from subject s
            where s.name_key = asked_key and not s.is_provisional and s.kind <> 'sole-proprietor' and cardinality(s.terms) > 0
          ) s
          where s.place > after_place
            and s.terms @> pairs[s.at * width + 1 : (s.at + 1) * width]
            and (regions = '{}' or s.terms && regions[s.at * cardinality(regions) / 10 + 1 : (s.at + 1) * cardinality(regions) / 10])
            and (industries = '{}'
              or s.terms && industries[s.at * cardinality(industries) / 10 + 1 : (s.at + 1) * cardinality(industries) / 10])
          order by s.place limit need);
    end if;
  end if;

  for stage_lane in 1..6 loop
    lane := stage_lane;
    continue when lane < from_stage or case when lane <= 4 then is_whole or pairs = '{}' else spelt = '' end;
    exit when cardinality(answer) >= need;
    terms := case lane when 1 then begins when 2 then brands when 3 then pairs when 4 then formers else filters end;
    choice := case lane when 5 then own_letters when 6 then trade_letters else '{}' end;
    width := cardinality(terms) / 10;
    met := 0;
    seen := 0;
    for turn in 0..9 loop
      i := turn;
      exit when cardinality(answer) >= need;
      -- Other stages bring at most as many as they list; a place made by hand can ask for more, and is not read through.
      room := 4 * listed::bigint - seen + 1;
      is_cut := met >= listed or room <= 1;
      exit when is_cut;
      cell := substr('abcdefghij', i + 1, 1);
      asked := terms[i * width + 1 : (i + 1) * width];
      either := choice[i * cardinality(choice) / 10 + 1 : (i + 1) * cardinality(choice) / 10];
      {step}
      seen := seen + brought;
      is_cut := brought >= room;
      exit when is_cut;
      met := met + kept;
      answer := answer || bring;
    end loop;
    exit when is_cut and cardinality(answer) < need;
  end loop;

  return query select f.* from unnest(answer) f order by f.place limit need;
  if is_cut and cardinality(answer) < need then return query select (null::search_found).*; end if;
end
$body$
  $function$, '{pair}', replace(replace(choice, '{plain}', replace(pair, '{terms}', 's.terms @> asked')), '{narrowed}', replace(pair, '{terms}', narrowed))), '{step}', replace(replace(choice, '{plain}', replace(step, '{terms}', 's.terms @> asked')), '{narrowed}', replace(step, '{terms}', narrowed)));
end
$make$;
