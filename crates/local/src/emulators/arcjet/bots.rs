//! Bots that name themselves in their user agent: the well-known ones of Arcjet's list that matter here.

use std::sync::LazyLock;

use regex::Regex;

use super::request::Lists;

/// Id, categories, and what the user agent has to contain; upper and lower case differ.
const KNOWN: &[(&str, &[&str], &str)] = &[
    ("AHREFS_CRAWLER", &["SEARCH_ENGINE"], "AhrefsBot"),
    ("AMAZON_CRAWLER", &["AMAZON"], "Amazonbot"),
    ("ANTHROPIC_CRAWLER", &["AI"], "ClaudeBot"),
    ("APPLE_CRAWLER", &["APPLE", "SEARCH_ENGINE"], "Applebot"),
    ("BETTERSTACK_MONITOR", &["MONITOR"], "Better Stack Better Uptime Bot"),
    ("BETTERUPTIME_MONITOR", &["MONITOR"], "Better Uptime Bot"),
    ("BING_CRAWLER", &["MICROSOFT", "SEARCH_ENGINE"], "bingbot"),
    ("BING_PREVIEW", &["MICROSOFT", "PREVIEW"], "BingPreview/"),
    ("BYTEDANCE_CRAWLER", &["AI"], "Bytespider"),
    ("CCBOT_CRAWLER", &["ARCHIVE"], "CCBot/"),
    ("COMMONCRAWL_CRAWLER", &["ACADEMIC", "AI", "ARCHIVE"], "CCBot"),
    ("CURL", &["TOOL"], "^curl"),
    ("DATADOG_MONITOR_SYNTHETICS", &["MONITOR"], "Datadog/Synthetics"),
    ("DISCORD_CRAWLER", &["PREVIEW", "SOCIAL"], "Discordbot"),
    ("DUCKDUCKGO_CRAWLER", &["SEARCH_ENGINE"], "DuckDuckBot"),
    ("FACEBOOK_SHARE_CRAWLER", &["AI", "META", "PREVIEW", "SOCIAL"], "facebookexternalhit"),
    ("GOOGLE_ADSBOT", &["ADVERTISING", "GOOGLE"], "AdsBot-Google([^-]|$)"),
    ("GOOGLE_CRAWLER", &["GOOGLE", "SEARCH_ENGINE"], "Googlebot/"),
    ("GOOGLE_CRAWLER_IMAGE", &["GOOGLE", "SEARCH_ENGINE"], "Googlebot-Image"),
    ("GOOGLE_CRAWLER_OTHER", &["GOOGLE", "SEARCH_ENGINE"], "GoogleOther"),
    ("GOOGLE_INSPECTION_TOOL", &["GOOGLE", "SEARCH_ENGINE"], "Google-InspectionTool"),
    ("GOOGLE_LIGHTHOUSE", &["GOOGLE", "OPTIMIZER"], "Chrome-Lighthouse"),
    ("GO_HTTP", &["PROGRAMMATIC"], "Go-http-client"),
    ("HEADLESS_CHROME", &["TOOL"], "HeadlessChrome"),
    ("JAVASCRIPT_AXIOS", &["PROGRAMMATIC"], "axios"),
    ("JAVASCRIPT_NODE_FETCH", &["PROGRAMMATIC"], "node-fetch"),
    ("JAVASCRIPT_PHANTOM", &["PROGRAMMATIC"], "PhantomJS"),
    ("JAVA_APACHE_HTTPCLIENT", &["PROGRAMMATIC"], "^Apache-HttpClient"),
    ("JAVA_OKHTTP", &["PROGRAMMATIC"], "okhttp"),
    ("LINKEDIN_CRAWLER", &["SOCIAL"], "LinkedInBot"),
    ("OPENAI_CRAWLER", &["AI"], "GPTBot"),
    ("OPENAI_CRAWLER_SEARCH", &["AI", "SEARCH_ENGINE"], "OAI-SearchBot"),
    ("OPENAI_CRAWLER_USER", &["AI"], "ChatGPT-User"),
    ("PERL_LIBWWW", &["PROGRAMMATIC"], "libwww-perl"),
    ("PERPLEXITY_CRAWLER", &["AI"], "PerplexityBot/"),
    ("PETALSEARCH_CRAWLER", &["AI", "SEARCH_ENGINE"], "PetalBot"),
    ("PINGDOM_CRAWLER", &["MONITOR"], "Pingdom"),
    ("POSTMAN", &["TOOL"], "PostmanRuntime/"),
    ("PYTHON_AIOHTTP", &["PROGRAMMATIC"], "aiohttp"),
    ("PYTHON_HTTPX", &["PROGRAMMATIC"], "python-httpx"),
    ("PYTHON_REQUESTS", &["PROGRAMMATIC"], "python-requests"),
    ("PYTHON_SCRAPY", &["AI", "PROGRAMMATIC"], "Scrapy"),
    ("PYTHON_URLLIB", &["PROGRAMMATIC"], "Python-urllib"),
    ("SENTRY_UPTIME_MONITOR", &["MONITOR"], "SentryUptimeBot"),
    ("SLACK_CRAWLER", &["SLACK"], "Slackbot"),
    ("SLACK_IMAGE_PROXY", &["PREVIEW", "SLACK"], "Slack-ImgProxy"),
    ("STRIPE_WEBHOOK", &["WEBHOOK"], "Stripe/1.0"),
    ("TELEGRAM_CRAWLER", &["PREVIEW", "SOCIAL"], "TelegramBot"),
    ("TWITTER_CRAWLER", &["PREVIEW", "SOCIAL"], "Twitterbot"),
    ("UPTIMEROBOT_MONITOR", &["MONITOR"], "UptimeRobot"),
    ("VERCEL_MONITOR_PREVIEW", &["MONITOR", "PREVIEW", "VERCEL"], "vercel-screenshot"),
    ("WGET", &["TOOL"], "[Ww]get"),
    ("WHATSAPP_CRAWLER", &["META", "PREVIEW", "SOCIAL"], "WhatsApp"),
    ("YAHOO_CRAWLER", &["SEARCH_ENGINE", "YAHOO"], "Slurp"),
    ("YANDEX_CRAWLER", &["SEARCH_ENGINE"], r"yandex\.com/bots"),
];

struct Bot {
    id: &'static str,
    categories: Vec<String>,
    pattern: Regex,
}

static BOTS: LazyLock<Vec<Bot>> = LazyLock::new(|| {
    let bot = |(id, categories, pattern): &(&'static str, &[&str], &str)| Bot {
        id,
        categories: categories.iter().map(|category| format!("CATEGORY:{category}")).collect(),
        pattern: Regex::new(pattern).expect("a pattern of this file"),
    };
    KNOWN.iter().map(bot).collect()
});

/// What a rule says of the programs that a user agent names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Named {
    pub allowed: Vec<String>,
    pub denied: Vec<String>,
}

/// A program that is on the rule's list is told with its categories that are there too; nothing is told twice.
pub(crate) fn named(rule: &Lists, user_agent: &str) -> Named {
    // Neither list: nobody is let through.
    let allowing = rule.deny.is_empty();
    let entries = if allowing { &rule.allow } else { &rule.deny };
    let mut named = Named::default();
    for bot in BOTS.iter().filter(|bot| bot.pattern.is_match(user_agent)) {
        let categories: Vec<_> = bot.categories.iter().filter(|category| entries.contains(category)).collect();
        let listed = !categories.is_empty() || entries.iter().any(|entry| entry == bot.id);
        let side = if listed == allowing { &mut named.allowed } else { &mut named.denied };
        side.push(bot.id.to_owned());
        for category in categories {
            if !side.contains(category) {
                side.push(category.clone());
            }
        }
    }
    named
}
