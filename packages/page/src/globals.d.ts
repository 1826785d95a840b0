/** Path of the worklet below the page; the bundler puts it in. */
declare const MICROPHONE_WORKLET: string;
