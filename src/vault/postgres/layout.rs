//! The tables, made and brought up to date by whoever opens the vault first.

use super::link::Database;
use crate::vault::VaultError;

/// The version of the tables.
const LAYOUT: i32 = 3;

/// What leads from each version to the next. One that was released is never changed.
const STEPS: [&str; LAYOUT as usize] = [
    r#"
CREATE TABLE parda_scopes (address bytea PRIMARY KEY, generation bytea NOT NULL, header bytea NOT NULL);
CREATE TABLE parda_records (
    address bytea NOT NULL, generation bytea NOT NULL, id text COLLATE "C" NOT NULL, sealed bytea NOT NULL,
    expires bigint, PRIMARY KEY (address, generation, id)
);
CREATE INDEX parda_records_by_end ON parda_records (expires) WHERE expires IS NOT NULL;
"#,
    // A row belongs to the role that stored it, and no other role sees it, the tables' owner neither.
    "
ALTER TABLE parda_scopes ADD COLUMN tenant name NOT NULL DEFAULT current_user,
    DROP CONSTRAINT parda_scopes_pkey, ADD PRIMARY KEY (tenant, address);
ALTER TABLE parda_records ADD COLUMN tenant name NOT NULL DEFAULT current_user,
    DROP CONSTRAINT parda_records_pkey, ADD PRIMARY KEY (tenant, address, generation, id);
ALTER TABLE parda_scopes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE parda_records ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY parda_tenant ON parda_scopes USING (tenant = current_user) WITH CHECK (tenant = current_user);
CREATE POLICY parda_tenant ON parda_records USING (tenant = current_user) WITH CHECK (tenant = current_user);
",
    // The server's own type for names takes 64 bytes, in each row and again in its index. A scope's address is of its
    // tenant already: what tells rows apart comes first.
    r#"
DROP POLICY parda_tenant ON parda_scopes;
DROP POLICY parda_tenant ON parda_records;
ALTER TABLE parda_scopes ALTER COLUMN tenant TYPE text COLLATE "C";
ALTER TABLE parda_records ALTER COLUMN tenant TYPE text COLLATE "C",
    DROP CONSTRAINT parda_records_pkey, ADD PRIMARY KEY (address, generation, id, tenant);
CREATE POLICY parda_tenant ON parda_scopes USING (tenant = current_user) WITH CHECK (tenant = current_user);
CREATE POLICY parda_tenant ON parda_records USING (tenant = current_user) WITH CHECK (tenant = current_user);
"#,
];

pub(super) fn lay_out(database: &mut Database<'_>) -> Result<(), VaultError> {
    // A role that may not make tables uses those that are there.
    if version(database)? == Some(LAYOUT) {
        return Ok(());
    }
    database.transaction(|database| {
        // One process lays the tables out, others wait for it.
        database.batch("SELECT pg_advisory_xact_lock(1347568705)")?;
        database.batch("CREATE TABLE IF NOT EXISTS parda_layout (version integer NOT NULL)")?;
        let from = stored(database)?.unwrap_or(0);
        let Some(steps) = usize::try_from(from)
            .ok()
            .and_then(|from| STEPS.get(from..))
        else {
            return Err(VaultError::refused(
                "its tables are of a newer version: update parda",
            ));
        };
        for step in steps {
            database.batch(step)?;
        }
        database.batch(&format!(
            "DELETE FROM parda_layout; INSERT INTO parda_layout VALUES ({LAYOUT})"
        ))
    })
}

/// The version of the tables that are there.
fn version(database: &mut Database<'_>) -> Result<Option<i32>, VaultError> {
    let there = database.row("SELECT to_regclass('parda_layout') IS NOT NULL", &[])?;
    if !there.try_get::<_, bool>(0)? {
        return Ok(None);
    }
    stored(database)
}

fn stored(database: &mut Database<'_>) -> Result<Option<i32>, VaultError> {
    let rows = database.rows("SELECT version FROM parda_layout", &[])?;
    Ok(rows.first().map(|row| row.try_get(0)).transpose()?)
}
