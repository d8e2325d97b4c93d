CREATE TABLE parda_layout (
    version integer NOT NULL
);
CREATE TABLE parda_records (
    address bytea NOT NULL,
    generation bytea NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    sealed bytea NOT NULL,
    expires bigint
);
CREATE TABLE parda_scopes (
    address bytea NOT NULL,
    generation bytea NOT NULL,
    header bytea NOT NULL
);
INSERT INTO parda_layout VALUES (2);
INSERT INTO parda_records VALUES ('\xfea77a1da6479a377138424457eb5cac', '\x2bad70336430922344724b6f6dbbd9a0', 'acualwgdk', '\x0193c3c091d9b25db325d9d15d63964a3a51bcc7da536272b97dd5ea94e679a834aae7b1527f887b5b04bde3483249ceca', NULL);
INSERT INTO parda_records VALUES ('\xfea77a1da6479a377138424457eb5cac', '\x2bad70336430922344724b6f6dbbd9a0', 'grsnucivj', '\x019aaf09e86918a06dbebe5d993e7f51e5d5ffa548d233990551c85d9e1f224b0c89c3ca95c7d46534046b0df48e830fd9', NULL);
INSERT INTO parda_records VALUES ('\xfea77a1da6479a377138424457eb5cac', '\x2bad70336430922344724b6f6dbbd9a0', 'ihwwtcysq', '\x016feef0e77235fbb17aa2072cc75fb9c28593b54be68282643739c0db502405452f206a911e8d62fbc72b8be60888339f', NULL);
INSERT INTO parda_records VALUES ('\xfea77a1da6479a377138424457eb5cac', '\x2bad70336430922344724b6f6dbbd9a0', 'ihwwtcysq_fn', '\x01ad8be4074f587a2f11d600eb27deb6aaa2a4a4189f3d040872586160292513f063df35537ce0b63e9ccadc828fa6d471', NULL);
INSERT INTO parda_records VALUES ('\xfea77a1da6479a377138424457eb5cac', '\x2bad70336430922344724b6f6dbbd9a0', 'rojlycxwk', '\x01b8e3dba06d648bcb016980b86fa56fdf17d24d117ef67a0636239d7178f16b342f6874f77b54f2b547260003fb2849fc', NULL);
INSERT INTO parda_records VALUES ('\xfea77a1da6479a377138424457eb5cac', '\x2bad70336430922344724b6f6dbbd9a0', 'tcvtxxjdd', '\x01aeebe665ab8ce69ce123c01b08aed70666c8d393d0b681577a392648cfeeb4cc7120d09617da146151ae4badaf46ae58', NULL);
INSERT INTO parda_records VALUES ('\xfea77a1da6479a377138424457eb5cac', '\x2bad70336430922344724b6f6dbbd9a0', 'tcvtxxjdd_tt', '\x01733de13c66a51a76c192f397aff7d841eba1accb06637f6667a06e6a756273aa74a4e65897c2e8e276a0f51ad7bcb5a9', NULL);
INSERT INTO parda_records VALUES ('\xfea77a1da6479a377138424457eb5cac', '\x2bad70336430922344724b6f6dbbd9a0', 'xeftpcvih', '\x016ec7747ffae367d0fae0f0a14088546ae7d8125dd701c612d6e389d64a3a96475e29f71ba745784413852e9b7764484d', NULL);
INSERT INTO parda_records VALUES ('\xfea77a1da6479a377138424457eb5cac', '\x2bad70336430922344724b6f6dbbd9a0', 'zqogcskkf', '\x01de14fd118d0157cb94349b12e52d52e51d01bedb9afd774ad0c11bc9bbf055753c428b16de478df8adc5389c12b6f824', NULL);
INSERT INTO parda_scopes VALUES ('\xfea77a1da6479a377138424457eb5cac', '\x2bad70336430922344724b6f6dbbd9a0', '\x012bad70336430922344724b6f6dbbd9a000000001eced6e3d64fb9404e1e5a2bbfd90cbbaa673727c118f25dd0d946fb7dc8611c9ff1985393b3bb8135631f0b021042413c51dcb7ebcc0b5b34c3dd77f1ed07a5daadb8de62b10d20cb3a703cee7c7d6836d68f4f7e4b7496bfeddf5903a');
ALTER TABLE ONLY parda_records
    ADD CONSTRAINT parda_records_pkey PRIMARY KEY (address, generation, id);
ALTER TABLE ONLY parda_scopes
    ADD CONSTRAINT parda_scopes_pkey PRIMARY KEY (address);
CREATE INDEX parda_records_by_end ON parda_records USING btree (expires) WHERE (expires IS NOT NULL);
ALTER TABLE parda_scopes ADD COLUMN tenant name NOT NULL DEFAULT current_user,
    DROP CONSTRAINT parda_scopes_pkey, ADD PRIMARY KEY (tenant, address);
ALTER TABLE parda_records ADD COLUMN tenant name NOT NULL DEFAULT current_user,
    DROP CONSTRAINT parda_records_pkey, ADD PRIMARY KEY (tenant, address, generation, id);
ALTER TABLE parda_scopes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE parda_records ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY parda_tenant ON parda_scopes USING (tenant = current_user) WITH CHECK (tenant = current_user);
CREATE POLICY parda_tenant ON parda_records USING (tenant = current_user) WITH CHECK (tenant = current_user);
