//! Bot detection: browsers pass, and programs are found under the names that Arcjet gives them.

use super::*;

const OURS: &[&str] = &["CATEGORY:SEARCH_ENGINE", "CATEGORY:MONITOR", "CATEGORY:PREVIEW"];

fn denied_of(user_agent: &str, allow: &'static [&'static str]) -> Vec<String> {
    denied(Some(user_agent.as_bytes()), BotList::Allow(allow))
}

/// What people's browsers, and the browsers inside of apps, said in 2025 and 2026.
const BROWSERS: &[&str] = &[
    // Desktop.
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 OPR/124.0.0.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 YaBrowser/25.8.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Vivaldi/7.6.3797.63",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36 Whale/4.32.315.22",
    "Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0.5845.97 Safari/537.36 SE 2.X MetaSr 1.0",
    "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15 Epiphany/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) QtWebEngine/6.7.2 Chrome/118.0.5993.220 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15 Ddg/18.4",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Slack/4.46.99 Chrome/138.0.7204.251 Electron/37.4.0 Safari/537.36 Sonic Slack_SSB/4.46.99",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) discord/1.0.9210 Chrome/134.0.6998.205 Electron/35.3.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Code/1.105.1 Chrome/138.0.7204.251 Electron/37.6.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Teams/25290.205 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0 TeamsWebView2/25290.205",
    "Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18",
    "Lynx/2.9.2 libwww-FM/2.14 SSL-MM/1.4.1 OpenSSL/3.4.1",
    // Phones and tablets.
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.7 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/144.0 Mobile/15E148 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 EdgiOS/141.0.3537.99 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1 OPT/6.1.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36 EdgA/141.0.0.0",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36 OPR/92.0.0.0",
    "Mozilla/5.0 (Linux; U; Android 14; en-US; 2201117TG Build/UKQ1.231003.002) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/123.0.6312.118 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.32.0-gn",
    "Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00; HMSCore 6.15.0.302) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.5735.196 HuaweiBrowser/16.0.6.300 Mobile Safari/537.36",
    "Mozilla/5.0 (Phone; OpenHarmony 5.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36 ArkWeb/6.0.0.47 Mobile HuaweiBrowser/5.1.5.310",
    "Mozilla/5.0 (Linux; U; Android 13; zh-CN; V2199A Build/TP1A.220624.014) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.58 UCBrowser/16.6.0.1314 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 9; CUBOT_X18_Plus) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.230 Mobile Safari/537.36",
    "Opera/9.80 (Android; Opera Mini/85.0.2254/191.371; U; en) Presto/2.12.423 Version/12.16",
    "Mozilla/5.0 (Linux; Android 14; SM-X910) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Mobile; Nokia 8110 4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
    // The browsers inside of apps.
    "Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/BP1A.250505.005; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0.7390.122 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22G100 [FBAN/FBIOS;FBAV/534.0.0.49.106;FBBV/815467352;FBDV/iPhone16,2;FBMD/iPhone;FBSN/iOS;FBSV/18.6.2;FBSS/3;FBCR/;FBID/phone;FBLC/en_US;FBOP/80]",
    "Mozilla/5.0 (Linux; Android 14; SM-S918B Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0.7339.207 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/533.0.0.43.104;]",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 402.0.0.27.83 (iPhone15,3; iOS 18_6; en_US; en; scale=3.00; 1290x2796; 787658123; IABMV/1)",
    "Mozilla/5.0 (Linux; Android 14; SM-A546B Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/139.0.7258.158 Mobile Safari/537.36 Instagram 397.0.0.46.81 Android",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [LinkedInApp]/9.31.4221",
    "Mozilla/5.0 (Linux; Android 13; M2101K6G Build/TKQ1.221013.002; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/137.0.7151.115 Mobile Safari/537.36 [Pinterest/Android]",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1 Snapchat/13.60.0.47 (like Safari/8621.3.11.10.3, panda)",
    "Mozilla/5.0 (Linux; Android 14; RMX3890 Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/138.0.7204.179 Mobile Safari/537.36 trill_2024108030 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly app_version/41.8.3 ByteLocale/en BytedanceWebview/d8a21c6",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.62(0x18003e2f) NetType/WIFI Language/en",
    "Mozilla/5.0 (Linux; Android 14; SO-51D Build/67.2.A.2.118; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/139.0.7258.143 Mobile Safari/537.36 Line/15.14.1/IAB",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/388.0.811331708 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Twitter for iPhone/11.20",
    "Mozilla/5.0 (Linux; Android 15; SM-S931B Build/AP3A.240905.015.A2; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0.7390.97 Mobile Safari/537.36 Telegram-Android/12.0.1 (Samsung SM-S931B; Android 15; SDK 35; HIGH)",
    "Mozilla/5.0 (PlayStation; PlayStation 5/10.20) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
    "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.270 Safari/537.36 WebAppManager",
    "Mozilla/5.0 (Linux; Android 14; Quest 3) AppleWebKit/537.36 (KHTML, like Gecko) OculusBrowser/40.2.0.0.31 Chrome/138.0.7204.157 VR Safari/537.36",
];

#[test]
fn nobody_with_a_browser_is_taken_for_a_program() {
    assert!(BROWSERS.len() >= 60, "{}", BROWSERS.len());
    for browser in BROWSERS {
        assert_eq!(denied_of(browser, &[]), [""; 0], "{browser}");
    }
}

#[test]
fn programs_are_refused_by_the_name_that_arcjet_gives_them() {
    for (user_agent, id) in [
        ("curl/8.14.1", "CURL"),
        ("Wget/1.25.0", "WGET"),
        ("python-requests/2.32.5", "PYTHON_REQUESTS"),
        ("Python-urllib/3.13", "PYTHON_URLLIB"),
        ("Python/3.12 aiohttp/3.12.15", "PYTHON_AIOHTTP"),
        ("python-httpx/0.28.1", "PYTHON_HTTPX"),
        ("Scrapy/2.13.3 (+https://scrapy.org)", "PYTHON_SCRAPY"),
        ("Go-http-client/2.0", "GO_HTTP"),
        ("okhttp/4.12.0", "JAVA_OKHTTP"),
        ("Apache-HttpClient/5.5 (Java/21.0.8)", "JAVA_APACHE_HTTPCLIENT"),
        ("axios/1.12.2", "JAVASCRIPT_AXIOS"),
        ("node-fetch/1.0 (+https://github.com/bitinn/node-fetch)", "JAVASCRIPT_NODE_FETCH"),
        ("PostmanRuntime/7.48.0", "POSTMAN"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0.7390.54 Safari/537.36",
            "HEADLESS_CHROME",
        ),
        ("Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)", "NMAP"),
        ("sqlmap/1.9.8#stable (https://sqlmap.org)", "SQLMAP"),
        ("Mozilla/5.0 zgrab/0.x", "ZGRAB"),
        (
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
            "OPENAI_CRAWLER",
        ),
        (
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot",
            "OPENAI_CRAWLER_USER",
        ),
        (
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)",
            "ANTHROPIC_CRAWLER",
        ),
        (
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)",
            "PERPLEXITY_CRAWLER",
        ),
        (
            "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)",
            "BYTEDANCE_CRAWLER",
        ),
        ("CCBot/2.0 (https://commoncrawl.org/faq/)", "COMMONCRAWL_CRAWLER"),
        ("meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)", "META_CRAWLER"),
        ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "SLACK_CRAWLER"),
        ("LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)", "LINKEDIN_CRAWLER"),
        ("Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)", "SEMRUSH_CRAWLER"),
        ("Mozilla/5.0 (compatible; NobodysBot/0.1; +https://example.com/bot)", "UNLISTED_BOT"),
    ] {
        assert!(
            denied_of(user_agent, OURS).iter().any(|denied| denied == id),
            "{user_agent}: {:?}",
            denied_of(user_agent, OURS)
        );
    }
}

#[test]
fn search_engines_monitors_and_previews_pass_where_they_are_allowed_and_nowhere_else() {
    for user_agent in [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36",
        "DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)",
        "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; OAI-SearchBot/1.0; +https://openai.com/searchbot",
        "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
        "Better Uptime Bot Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/74.0.3729.169 Safari/537.36",
        "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 DatadogSynthetics",
        "Amazon-Route53-Health-Check-Service (ref b5996862-d894-4595-88da-7940808e9665; report http://amzn.to/1vsZADi)",
        "vercel-screenshot/1.0",
        "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
        "TelegramBot (like TwitterBot)",
        "WhatsApp/2.23.20.0",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
        "Slack-ImgProxy (+https://api.slack.com/robots)",
    ] {
        assert_eq!(denied_of(user_agent, OURS), [""; 0], "{user_agent}");
        assert_ne!(denied_of(user_agent, &[]), [""; 0], "{user_agent} is nobody's browser");
    }
}

#[test]
fn letters_count_as_they_are_written_and_some_names_only_at_the_beginning() {
    assert_eq!(denied_of("curl/8", OURS), ["CURL"]);
    for other in ["CURL/8", "xcurl/8", "Foo/1.0", "node", "reqwest/0.13", "hyper/1.7", "googlebot/2.1"] {
        assert_eq!(denied_of(other, OURS), [""; 0], "{other}");
    }
}

#[test]
fn one_program_too_many_refuses_the_visit() {
    assert_eq!(denied_of("curl/8 Googlebot/2.1", OURS), ["CURL"]);
    assert_eq!(denied_of("curl/8 Googlebot/2.1 Googlebot/2.1", &[]), ["CURL", "GOOGLE_CRAWLER"], "each once");
    assert_eq!(denied_of("curl/8 Googlebot/2.1", &["CURL", "GOOGLE_CRAWLER"]), [""; 0]);
}

#[test]
fn somebody_is_allowed_by_id_or_by_category() {
    let googlebot = "Googlebot/2.1 (+http://www.google.com/bot.html)";
    for allow in [&["GOOGLE_CRAWLER"], &["CATEGORY:SEARCH_ENGINE"], &["CATEGORY:GOOGLE"]] {
        assert_eq!(denied_of(googlebot, allow), [""; 0], "{allow:?}");
        assert_eq!(denied(Some(googlebot.as_bytes()), BotList::Deny(allow)), ["GOOGLE_CRAWLER"], "{allow:?}");
    }
    for allow in
        [&["BING_CRAWLER"], &["CATEGORY:MONITOR"], &["SEARCH_ENGINE"], &["CATEGORY:SEARCH"], &["google_crawler"], &[""]]
    {
        assert_eq!(denied_of(googlebot, allow), ["GOOGLE_CRAWLER"], "{allow:?}");
        assert_eq!(denied(Some(googlebot.as_bytes()), BotList::Deny(allow)), [""; 0], "{allow:?}");
    }
}

#[test]
fn where_only_crawlers_are_denied_every_client_of_a_person_passes() {
    let crawlers = |user_agent: Option<&str>| denied(user_agent.map(str::as_bytes), BotList::Deny(&["CATEGORY:AI"]));
    for client in [
        "okhttp/4.12.0",
        "axios/1.12.2",
        "Dart/3.9 (dart:io)",
        "Darasa/42 CFNetwork/3826.600.41 Darwin/24.6.0",
        "Alamofire/5.10.2",
        "python-requests/2.32.5",
        "Go-http-client/2.0",
        "curl/8.14.1",
        "PostmanRuntime/7.48.0",
        "node",
        "undici",
        "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)",
        "MyApp/1.0 (+https://example.com/my-app)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0.7390.54 Safari/537.36",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "",
    ] {
        assert_eq!(crawlers(Some(client)), [""; 0], "{client}");
    }
    assert_eq!(crawlers(None), [""; 0]);
    for (crawler, id) in [
        ("Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)", "OPENAI_CRAWLER"),
        ("ClaudeBot/1.0", "ANTHROPIC_CRAWLER"),
        ("CCBot/2.0 (https://commoncrawl.org/faq/)", "COMMONCRAWL_CRAWLER"),
        ("okhttp/4.12.0 Bytespider", "BYTEDANCE_CRAWLER"),
    ] {
        assert_eq!(crawlers(Some(crawler)), [id], "{crawler}");
    }
}

#[test]
fn without_a_user_agent_it_is_a_program() {
    assert_eq!(denied(None, BotList::Allow(OURS)), ["MISSING_USER_AGENT"]);
    assert_eq!(denied_of("", OURS), ["MISSING_USER_AGENT"]);
    assert_eq!(denied_of("  ", OURS), ["MISSING_USER_AGENT"]);
}

#[test]
fn a_user_agent_of_any_bytes_and_length_is_looked_at_as_far_as_the_limit() {
    assert_eq!(denied(Some(b"curl/8 \xff\xfe"), BotList::Allow(OURS)), ["CURL"]);
    assert_eq!(denied_of(&format!("{}Go-http-client", "x".repeat(MOST_BYTES)), OURS), [""; 0]);
    assert_eq!(denied_of(&format!("{}Go-http-client", "x".repeat(MOST_BYTES - 14)), OURS), ["GO_HTTP"]);
}

#[test]
fn the_table_is_well_formed() {
    for (id, text, categories) in TABLE {
        assert!(id.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'), "{id}");
        assert!(text.trim_start_matches('^').len() >= 3, "{id}: {text:?} is found too easily");
        assert!(
            !categories.is_empty() && categories.bytes().all(|byte| byte.is_ascii_uppercase() || b" _".contains(&byte)),
            "{id}"
        );
        let same = TABLE.iter().filter(|row| row.0 == *id);
        assert!(same.into_iter().all(|row| row.2 == *categories), "{id} has two sets of categories");
    }
}
