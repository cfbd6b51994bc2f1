"""Files that come over a bad line: resumable uploads, by tus 1.0."""
