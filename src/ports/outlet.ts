export interface OutgoingMail {
  readonly to: string;
  /** Undefined: the server's own sender address. */
  readonly from?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly subject: string;
  readonly html: string;
}

export interface OutgoingSms {
  readonly to: string;
  readonly senderId?: string | undefined;
  readonly text: string;
}

/** Hands one message over to its carrier. `id` is the same at every try, so that a carrier can drop a repetition. */
export interface MailOutlet {
  send(id: string, mail: OutgoingMail): Promise<void>;
}

export interface SmsOutlet {
  send(id: string, sms: OutgoingSms): Promise<void>;
}

/** A refusal that trying again won't change, such as an address that does not exist. */
export class PermanentDeliveryFailure extends Error {}
