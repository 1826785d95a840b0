//! Receives media with tungstenite: URL, handshake and mode (default or raised) are arguments.
use tungstenite::client::connect_with_config;
use tungstenite::protocol::WebSocketConfig;
use tungstenite::Message;

fn main() {
    let [url, handshake, mode]: [String; 3] =
        std::env::args().skip(1).collect::<Vec<_>>().try_into().expect("three arguments");
    let mut config = WebSocketConfig::default();
    if mode == "raised" {
        config = config.max_message_size(None).max_frame_size(None);
    }
    let (mut socket, _) = connect_with_config(url, Some(config), 0).expect("connects");
    socket.send(Message::text(handshake)).expect("sends");
    loop {
        match socket.read() {
            Ok(Message::Text(text)) => println!("{{\"bytes\":{}}}", text.len()),
            Ok(Message::Close(frame)) => return println!("{{\"ended\":{:?}}}", format!("{frame:?}")),
            Ok(_) => {}
            Err(error) => return println!("{{\"ended\":{:?}}}", error.to_string()),
        }
    }
}
