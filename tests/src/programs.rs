//! Runs programs that are set up by the environment.

use std::process::Command;

/// What a program prints. Of the environment, it has what every program needs, and these variables of the client.
pub fn printed(program: &str, arguments: &[&str], url: &str, access_key: (&str, &str)) -> String {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("ALIBABA") {
            command.env_remove(name);
        }
    }
    let output = command
        .args(arguments)
        .env("ALIBABA_CLOUD_ENDPOINT", url)
        .env("ALIBABA_CLOUD_REGION_ID", "cn-beijing")
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", access_key.0)
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", access_key.1)
        .env("NO_PROXY", "127.0.0.0/8")
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("a program prints text")
}
