insert into resume_analyses (id, job_info_id, job_version, file_name, file_size, file_sha256, overall_score, result, keywords, model, source_text)
values ('00000000-0000-4000-8000-000000000071', '00000000-0000-4000-8000-000000000001', 3, 'cv.pdf', 1, 'ac', 7.5, '{}', '[]', 'gemini',
    E'Ada Example\n\tRust \\ "quoted" | 😀');
