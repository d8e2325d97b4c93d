//! A vault around another, for tests that watch or hinder a call or two.

/// The calls that such a vault leaves as they are: they go to its field `vault`.
macro_rules! pass_on {
    () => {
        fn header(
            &self,
            scope: &parda::vault::ScopeAddress,
        ) -> Result<Option<parda::vault::Header>, parda::VaultError> {
            self.vault.header(scope)
        }
        fn create(
            &self,
            scope: &parda::vault::ScopeAddress,
            fresh: &parda::vault::Header,
        ) -> Result<parda::vault::Header, parda::VaultError> {
            self.vault.create(scope, fresh)
        }
        fn rewrap(
            &self,
            scope: &parda::vault::ScopeAddress,
            header: &parda::vault::Header,
        ) -> Result<(), parda::VaultError> {
            self.vault.rewrap(scope, header)
        }
        fn remove_many(
            &self,
            scope: &parda::vault::ScopeRef,
            ids: &[parda::TokenId],
        ) -> Result<u64, parda::VaultError> {
            self.vault.remove_many(scope, ids)
        }
        fn forget(&self, scope: &parda::vault::ScopeAddress) -> Result<u64, parda::VaultError> {
            self.vault.forget(scope)
        }
        fn sweep(&self, most: usize) -> Result<parda::vault::Swept, parda::VaultError> {
            self.vault.sweep(most)
        }
        fn scopes(
            &self,
            after: Option<&parda::vault::ScopeAddress>,
            most: usize,
        ) -> Result<Vec<(parda::vault::ScopeAddress, parda::vault::Header)>, parda::VaultError> {
            self.vault.scopes(after, most)
        }
        fn stats(&self) -> Result<parda::vault::Stats, parda::VaultError> {
            self.vault.stats()
        }
    };
}
