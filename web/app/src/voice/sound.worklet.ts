// Sound worklet: microphone and loudspeaker in one file, which is one request less and smaller than two.

import "./capture.worklet.ts";
import "./player.worklet.ts";
