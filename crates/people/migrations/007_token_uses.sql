CREATE TABLE token_uses (
    token BLOB PRIMARY KEY REFERENCES api_tokens (id),
    at BIGINT NOT NULL
);
