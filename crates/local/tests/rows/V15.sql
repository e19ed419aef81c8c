update resume_analyses set job_sha256 = decode(repeat('a7', 32), 'hex') where source_text is not null;
