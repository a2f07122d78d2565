//! Which way an order came in.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::UnknownWord;

/// Which way an order came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Over the counter.
    Till,
    /// By telephone.
    Phone,
    /// The mobile app.
    App,
    /// The shop's web page.
    Web,
}

/// Whether staff recorded it or a program sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderType {
    /// Came in through app or web.
    Online,
    /// Was recorded by staff.
    Offline,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Till, Self::Phone, Self::App, Self::Web];

    /// The word the API uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Till => "till",
            Self::Phone => "phone",
            Self::App => "app",
            Self::Web => "web",
        }
    }

    /// Whether orders of this channel are recorded by staff.
    pub const fn order_type(self) -> OrderType {
        match self {
            Self::Till | Self::Phone => OrderType::Offline,
            Self::App | Self::Web => OrderType::Online,
        }
    }
}

impl FromStr for Channel {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|channel| channel.code() == word).ok_or(UnknownWord)
    }
}

impl OrderType {
    /// The word the API uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Offline => "offline",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for channel in Channel::ALL {
            assert_eq!(channel.code().parse(), Ok(channel));
        }
        assert_eq!("Till".parse::<Channel>(), Err(UnknownWord));
    }
}
