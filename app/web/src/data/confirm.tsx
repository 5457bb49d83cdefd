/** A question before a step that others feel: a native dialog, with a reason where the log wants one. */
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";

import { texts } from "../texts";
import { tell } from "../ui/fault";

const t = texts({
  cancel: { zh: "取消", en: "Cancel" },
  reason: { zh: "理由（记入日志）", en: "Reason (kept in the log)" },
  working: { zh: "正在执行…", en: "Working…" },
});

interface Props {
  readonly action: string;
  readonly heading: string;
  readonly main?: boolean;
  readonly asksReason?: boolean;
  readonly children?: ComponentChildren;
  /** What is done when it is confirmed; what it throws is told in the dialog, which stays open. */
  readonly onConfirm: (reason: string) => Promise<void>;
}

export function Confirm({ action, heading, main = false, asksReason = false, children, onConfirm }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const run = async () => {
    setBusy(true);
    setFault(null);
    try {
      await onConfirm(reason.trim());
      dialog.current?.close();
    } catch (found) {
      setFault(found);
    } finally {
      setBusy(false);
    }
  };
  const open = () => {
    setFault(null);
    dialog.current?.showModal();
  };
  return (
    <>
      <button type="button" class={main ? "main" : undefined} onClick={open}>{action}</button>
      <dialog ref={dialog} aria-label={heading}>
        <form onSubmit={(event) => { event.preventDefault(); void run(); }}>
          <h2>{heading}</h2>
          {children}
          {asksReason && (
            <div class="field">
              <label>{t("reason")}<textarea required maxLength={1000} rows={3} value={reason} onInput={(event) => setReason(event.currentTarget.value)} /></label>
            </div>
          )}
          {fault !== null && tell(fault)}
          <p role="status" class="hint">{busy && t("working")}</p>
          <div class="row">
            <button type="submit" class="main" disabled={busy || (asksReason && reason.trim() === "")}>{action}</button>
            <button type="button" onClick={() => dialog.current?.close()}>{t("cancel")}</button>
          </div>
        </form>
      </dialog>
    </>
  );
}
