/**
 * What a recognised line is worth. `root`: can be the cause. `marker`: says that something failed, the cause stands near
 * it. `proxy`: a proxy's view of what is behind it. `alive`: shows that the service answers. `ours`: a limit of looking,
 * no fault of the service.
 */
export type SignatureLevel = 'root' | 'marker' | 'proxy' | 'alive' | 'ours';

/** The first group of `re` that matched is the subject: a module, a variable's name, an address. Never a value. */
export type Signature = { readonly id: string; readonly level: SignatureLevel; readonly re: RegExp };

export type GoodSign = { readonly id: string; readonly serving: boolean; readonly re: RegExp };
