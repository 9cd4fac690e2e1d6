-- Who was called otherwise before is marked, so that a former name is looked for among them alone.
update subject s set terms = s.terms || (substr(s.terms[1], 1, 1) || 'F')
where cardinality(s.terms) > 0 and exists (select from subject_name n where n.subject_code = s.code and not n.is_current);
