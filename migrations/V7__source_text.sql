-- The text of a résumé as its analysis was given it, so that it can be judged for another job without the file. None for
-- what was judged before, and for a scan, of which there is no text.

alter table resume_analyses add column source_text text;
