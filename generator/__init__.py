"""The generator: from data/ and docs/ to pages, schemas and the browser's runtime. The only writer of files."""
