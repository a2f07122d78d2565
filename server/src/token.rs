//! `kedai token`: keys that other programs sign with.

use services::{Services, ingestion::KeyError};

use crate::cli::TokenCommand;

/// Makes or ends a key, and tells.
#[expect(clippy::print_stdout, reason = "the key is what the command is run for")]
pub(crate) async fn run(services: &Services, command: &TokenCommand) -> Result<(), KeyError> {
    match command {
        TokenCommand::Webhook(settings) => {
            let key = services.make_webhook_key(settings.tenant.as_deref(), &settings.store).await?;
            println!(
                "Key for the app of store {} of {}. The secret is shown this once.",
                key.store, key.tenant
            );
            println!("X-Kedai-Key: {}", key.id);
            println!("Secret:      {}", key.secret);
        }
        TokenCommand::Revoke(settings) => {
            services.revoke_webhook_key(&settings.key).await?;
            println!("{} is ended. What is signed with it is refused.", settings.key);
        }
    }
    Ok(())
}
