-- What a file looked like around its rows: sheets, titles, header. With the
-- screened copy it is enough to give the file back. Written in the statement
-- that acknowledges; where the copy is erased, this is set to null.
alter table submission add column outline json;
