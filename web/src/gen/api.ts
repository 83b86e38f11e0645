// Made by `npm run gen`; do not edit.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AbandonedCall
         * @description A number that gave up. Times in Unix milliseconds UTC, lengths in milliseconds.
         */
        AbandonedCall: {
            /**
             * Auto Due At
             * @description planned, postponed: the next try.
             */
            auto_due_at: number | null;
            /**
             * Auto State
             * @description What becomes of the call that was planned without being asked for, as Callback.state; empty: none.
             */
            auto_state: string;
            /**
             * Auto Tries
             * @description How often the number was rung so, of tries.
             */
            auto_tries: number;
            /**
             * Auto Why
             * @description postponed: why.
             */
            auto_why: string;
            /**
             * Calls
             * @description How often the caller gave up, short ones included.
             */
            calls: number;
            /**
             * Claimed By
             * @description Who deals with it now.
             */
            claimed_by: string | null;
            /** Claimed By Name */
            claimed_by_name: string | null;
            /** Claimed Until */
            claimed_until: number;
            /** Customer Id */
            customer_id: string | null;
            /** Customer Name */
            customer_name: string | null;
            /** Dialled */
            dialled: string;
            /** Done At */
            done_at: number | null;
            /** Done By Name */
            done_by_name: string | null;
            /** Done Call Id */
            done_call_id: string | null;
            /** First At */
            first_at: number;
            /** From Name */
            from_name: string;
            /** Id */
            id: string;
            /** Last At */
            last_at: number;
            /** Last Call Id */
            last_call_id: string;
            /** Last Try At */
            last_try_at: number | null;
            /** Last Try By Name */
            last_try_by_name: string | null;
            /** Last Try Outcome */
            last_try_outcome: string;
            /** Line */
            line: string;
            /** Note */
            note: string;
            /**
             * Number
             * @description Empty: withheld. Nobody can be called; each call has an entry of its own.
             */
            number: string;
            /**
             * Place
             * @enum {string}
             */
            place: "queue" | "ringing" | "flow";
            /** Queue Id */
            queue_id: string | null;
            /** Queue Name */
            queue_name: string | null;
            /**
             * Reason
             * @description contacted: called_again, called_back; closed: why.
             */
            reason: string;
            /** Short Calls */
            short_calls: number;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "called_back" | "contacted" | "closed" | "expired";
            /**
             * Tries
             * @description How often the number was rung since.
             */
            tries: number;
            /** Wait Ms */
            wait_ms: number;
        };
        /**
         * AbandonedCount
         * @description How many are to be called, of those that one may see; short ones and withheld numbers apart.
         */
        AbandonedCount: {
            /**
             * Mine
             * @description Of these, taken by oneself.
             */
            mine: number;
            /** Waiting */
            waiting: number;
        };
        /**
         * AbandonedSettings
         * @description What gets on the list, and how long it stays there.
         */
        AbandonedSettings: {
            /**
             * Claim Min
             * @description An agent who has taken an entry loses it after so many minutes.
             * @default 30
             */
            claim_min: number;
            /**
             * Flow Short S
             * @description Given up in the flow sooner counts as short; in queues the queue's own limit counts.
             * @default 5
             */
            flow_short_s: number;
            /**
             * In Flow
             * @description Callers who give up in the flow, before any queue, are listed too.
             * @default false
             */
            in_flow: boolean;
            /**
             * Kept Days
             * @description Entries that are done are deleted after so many days.
             * @default 90
             */
            kept_days: number;
            /**
             * Open Days
             * @description Who was not reached within so many days after the last call is called back no more.
             * @default 3
             */
            open_days: number;
        };
        /**
         * Acknowledgement
         * @description Taking care of an alarm.
         */
        Acknowledgement: {
            /**
             * Note
             * @description What is done about it.
             * @default
             */
            note: string;
        };
        /**
         * AgentFigures
         * @description What an agent did in a period: lengths in milliseconds, shares 0 to 1, null where there is nothing to divide by.
         *     docs/figures.md has the formulas.
         */
        AgentFigures: {
            /** Agent Id */
            agent_id: string;
            /** Agent Name */
            agent_name: string;
            /** Aht */
            aht: number | null;
            /** Complaints */
            complaints: number;
            /** Conference Rate */
            conference_rate: number | null;
            /** Conferenced */
            conferenced: number;
            /** Consult Rate */
            consult_rate: number | null;
            /** Consulted */
            consulted: number;
            /** Extension */
            extension: string;
            /** Handled */
            handled: number;
            /** Hold */
            hold: number;
            /** Idle */
            idle: number;
            /** Mean Mark */
            mean_mark: number | null;
            /** Missed */
            missed: number;
            /** Not Ready */
            not_ready: number;
            /**
             * Not Ready By
             * @description Reason's code -> milliseconds.
             */
            not_ready_by: {
                [key: string]: number;
            };
            /** Occupancy */
            occupancy: number | null;
            /** Offers */
            offers: number;
            /** Response Rate */
            response_rate: number | null;
            /** Ringing */
            ringing: number;
            /** Satisfied Share */
            satisfied_share: number | null;
            /** Signed In */
            signed_in: number;
            /** Surveys Answered */
            surveys_answered: number;
            /** Surveys Offered */
            surveys_offered: number;
            /** Talk */
            talk: number;
            /** Transfer Rate */
            transfer_rate: number | null;
            /** Transferred */
            transferred: number;
            /** Utilisation */
            utilisation: number | null;
            /** Wrap Up */
            wrap_up: number;
        };
        /**
         * AgentFiguresPage
         * @description One page, and all agents of the list together.
         */
        AgentFiguresPage: {
            /**
             * From
             * @description Unix milliseconds.
             */
            from: number;
            /** Items */
            items: components["schemas"]["AgentFigures"][];
            /** To */
            to: number;
            together: components["schemas"]["AgentFigures"];
            /** Total */
            total: number;
        };
        /**
         * Alarm
         * @description Something that was raised.
         */
        Alarm: {
            /** Above */
            above: boolean;
            /** Acknowledged At */
            acknowledged_at: number | null;
            /** Acknowledged By */
            acknowledged_by: string;
            /** Cleared At */
            cleared_at: number | null;
            /** Figure */
            figure: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Note */
            note: string;
            /** Raised At */
            raised_at: number;
            /** Rule Id */
            rule_id: string;
            /**
             * Severity
             * @enum {string}
             */
            severity: "info" | "warning" | "critical";
            /** Subject */
            subject: string;
            /** Subject Name */
            subject_name: string;
            /** Threshold */
            threshold: number;
            /** Value */
            value: number;
            /** Why */
            why: string;
        };
        /**
         * Announcing
         * @description What waiting callers are told of their wait.
         */
        Announcing: {
            /**
             * At Start
             * @description Soon after the wait begins; else only after every_s.
             * @default true
             */
            at_start: boolean;
            /**
             * Estimate
             * @description The expected wait, as long as it can be trusted.
             * @default false
             */
            estimate: boolean;
            /**
             * Every S
             * @description Again so long after the last time; 0 = not again.
             * @default 60
             */
            every_s: number;
            /**
             * Most Min
             * @description Longer waits are only said to be longer; 0 = every wait is said.
             * @default 30
             */
            most_min: number;
            /**
             * Most Position
             * @description Places beyond are only said to be beyond; 0 = every place is said.
             * @default 20
             */
            most_position: number;
            /**
             * Position
             * @description The place in line.
             * @default false
             */
            position: boolean;
        };
        /**
         * AnswerIn
         * @description An answer, to who sent the message.
         */
        AnswerIn: {
            /** Text */
            text: string;
        };
        /**
         * AskBody
         * @description Who is asked, or joins. Of a queue: whoever has been free for longest.
         */
        AskBody: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "agent" | "queue" | "number";
            /**
             * To
             * @description Id of the agent or queue; or an outside number as people write it.
             */
            to: string;
        };
        /**
         * AssignBody
         * @description Who is to deal with it.
         */
        AssignBody: {
            /**
             * Agent Id
             * @description null: nobody in particular any more.
             */
            agent_id: string | null;
        };
        /**
         * Audience
         * @description Whom the sender chose.
         */
        Audience: {
            /** Count */
            count: number;
            /** Names */
            names: string[];
            /** To */
            to: ("all" | "queues" | "people" | "supervisors") | "answer";
        };
        /**
         * AuditEntry
         * @description One thing that somebody did.
         */
        AuditEntry: {
            /** Account */
            account: string;
            /** Action */
            action: string;
            /** Address */
            address: string;
            /** At */
            at: number;
            /**
             * Changes
             * @description Field -> [before, after]; secrets as ***.
             */
            changes: {
                [key: string]: unknown[];
            };
            /** Id */
            id: string;
            /** Subject Id */
            subject_id: string;
            /** Subject Name */
            subject_name: string;
            /** Subject Type */
            subject_type: string;
            /** User Id */
            user_id: string | null;
        };
        /**
         * AutoCallback
         * @description How callers who gave up in the queue are called back without having asked for it.
         */
        AutoCallback: {
            /**
             * After S
             * @description The first try comes so long after they gave up.
             * @default 300
             */
            after_s: number;
            /**
             * Every S
             * @description So long after the last try.
             * @default 1800
             */
            every_s: number;
            /**
             * Expires S
             * @description Given up so long after they gave up.
             * @default 28800
             */
            expires_s: number;
            /**
             * Hours Id
             * @description Opening hours within which they are called; None: those of the number that they dialled.
             */
            hours_id?: string | null;
            /**
             * Least Wait S
             * @description Who gave up sooner is not called.
             * @default 20
             */
            least_wait_s: number;
            /**
             * On
             * @default false
             */
            on: boolean;
            /**
             * Tries
             * @description The customer is dialled so often at most.
             * @default 2
             */
            tries: number;
        };
        /**
         * BlockIn
         * @description Put the caller of a call on the blacklist.
         */
        BlockIn: {
            /** Expires At */
            expires_at?: number | null;
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * Board
         * @description What is posted now.
         */
        Board: {
            /**
             * Changes At
             * @description When the next one comes or goes by itself.
             */
            changes_at: number | null;
            /** Items */
            items: components["schemas"]["Posted"][];
        };
        /** Body_import_caller_list_entries */
        Body_import_caller_list_entries: {
            /**
             * Confirm Wide
             * @default false
             */
            confirm_wide: boolean;
            /**
             * Dry Run
             * @description Say what would become of each line, and change nothing.
             * @default true
             */
            dry_run: boolean;
            /**
             * File
             * @description CSV or XLSX, at most 20 MB and 100 000 lines.
             */
            file: string;
            /**
             * Kind
             * @description The list of lines that name none.
             * @default black
             * @enum {string}
             */
            kind: "black" | "white" | "vip";
            /**
             * Mapping
             * @description JSON, field -> column from 0; left out: by the headings.
             */
            mapping?: string | null;
            /**
             * Replace
             * @description Entries that are there already get what the file says.
             * @default false
             */
            replace: boolean;
        };
        /** Body_replace_music_audio */
        Body_replace_music_audio: {
            /**
             * File
             * @description wav, mp3, ogg or flac
             */
            file: string;
        };
        /** Body_replace_prompt_audio */
        Body_replace_prompt_audio: {
            /**
             * File
             * @description wav, mp3, ogg or flac
             */
            file: string;
        };
        /**
         * Bulletin
         * @description A notice, for who writes them.
         */
        Bulletin: {
            /** Author Name */
            author_name: string;
            /** Changed At */
            changed_at: number;
            /** Created At */
            created_at: number;
            /** From At */
            from_at: number;
            /** Id */
            id: string;
            /** People */
            people: number;
            /** Pinned */
            pinned: boolean;
            /** Read */
            read: number;
            /** Text */
            text: string;
            /** Title */
            title: string;
            /** Until At */
            until_at: number | null;
        };
        /**
         * BulletinIn
         * @description A new notice.
         */
        BulletinIn: {
            /** From At */
            from_at?: number | null;
            /**
             * Pinned
             * @default false
             */
            pinned: boolean;
            /** Text */
            text: string;
            /** Title */
            title: string;
            /** Until At */
            until_at?: number | null;
        };
        /**
         * BulletinPatch
         * @description What changes. Another text or title is news: everybody counts as not having read it.
         */
        BulletinPatch: {
            /** From At */
            from_at?: number | null;
            /** Pinned */
            pinned?: boolean;
            /** Text */
            text?: string;
            /** Title */
            title?: string;
            /** Until At */
            until_at?: number | null;
        };
        /**
         * Call
         * @description A call as listed. Lengths in milliseconds.
         */
        Call: {
            /** Agent Id */
            agent_id: string | null;
            /** Agent Name */
            agent_name: string | null;
            /** Answered At */
            answered_at: number | null;
            /** Arrived At */
            arrived_at: number;
            /**
             * Complaint
             * @default false
             */
            complaint: boolean;
            /** Customer Id */
            customer_id: string | null;
            /** Customer Name */
            customer_name: string | null;
            /** Customer Number */
            customer_number: string;
            /** Dialled */
            dialled: string;
            /** Direction */
            direction: string;
            /** Disposition Id */
            disposition_id: string | null;
            /** Disposition Name */
            disposition_name: string | null;
            /** Ended At */
            ended_at: number | null;
            /** Ended By */
            ended_by: string | null;
            /** From Name */
            from_name: string;
            /** From Number */
            from_number: string;
            /** Hold Ms */
            hold_ms: number;
            /** Id */
            id: string;
            /** Length Ms */
            length_ms: number;
            /** Line */
            line: string;
            /** Media */
            media: string;
            /**
             * Message Ms
             * @default 0
             */
            message_ms: number;
            /** Mos */
            mos?: number | null;
            /** Notes */
            notes: string;
            /** Number Id */
            number_id: string | null;
            /** Outcome */
            outcome: string | null;
            /** Path */
            path: string;
            /** Quality */
            quality?: string | null;
            /** Queue Id */
            queue_id: string | null;
            /** Queue Name */
            queue_name: string | null;
            /** Queued At */
            queued_at: number | null;
            /** Recording Id */
            recording_id: string | null;
            /** Refused Reason */
            refused_reason?: string | null;
            /** Refused Why */
            refused_why?: string | null;
            /**
             * Survey
             * @default
             */
            survey: string;
            /**
             * Survey Label
             * @default
             */
            survey_label: string;
            /** Survey Satisfied */
            survey_satisfied?: boolean | null;
            /** Survey Score */
            survey_score?: number | null;
            /** Talk Ms */
            talk_ms: number;
            /** Wait Ms */
            wait_ms: number;
            /** Wrap Ms */
            wrap_ms: number;
        };
        /**
         * Callback
         * @description A customer who is, or was, to be called back.
         */
        Callback: {
            /** Agent Id */
            agent_id: string | null;
            /** Agent Name */
            agent_name: string | null;
            /**
             * By Call Id
             * @description The call by which they are called, were reached, or came again.
             */
            by_call_id: string | null;
            /**
             * By Name
             * @description cancelled, claimed: who did it.
             */
            by_name: string | null;
            /**
             * Call Id
             * @description The call in which it was asked for; empty: opened otherwise.
             */
            call_id: string;
            /** Closed At */
            closed_at: number | null;
            /** Customer Id */
            customer_id: string | null;
            /** Customer Name */
            customer_name: string | null;
            /**
             * Due At
             * @description planned, postponed: in line from then on.
             */
            due_at: number | null;
            /** Expires At */
            expires_at: number;
            /** Id */
            id: string;
            /** Number */
            number: string;
            /** Queue Id */
            queue_id: string;
            /** Queue Name */
            queue_name: string | null;
            /**
             * Queued At
             * @description Since when the customer waits.
             */
            queued_at: number;
            /**
             * Reason
             * @description asked: by the customer; abandoned: they gave up in the queue, and have not asked for it.
             * @enum {string}
             */
            reason: "asked" | "abandoned";
            /** Requested At */
            requested_at: number;
            /**
             * State
             * @description planned, waiting (in line), postponed, calling, or what became of it.
             */
            state: string;
            /**
             * Tries
             * @description How often the customer was dialled.
             */
            tries: number;
            /** Waited Ms */
            waited_ms: number | null;
            /**
             * Why
             * @description postponed: why.
             */
            why: string;
        };
        /**
         * CallBackBody
         * @description How to call.
         */
        CallBackBody: {
            /**
             * Caller Id
             * @description The number to be shown, one of those of GET /api/work/dial; empty: the trunk's own.
             * @default
             */
            caller_id: string;
        };
        /**
         * CallDetail
         * @description A call with what happened in it.
         */
        CallDetail: {
            /** Agent Id */
            agent_id: string | null;
            /** Agent Name */
            agent_name: string | null;
            /** Answered At */
            answered_at: number | null;
            /** Arrived At */
            arrived_at: number;
            /**
             * Complaint
             * @default false
             */
            complaint: boolean;
            /** Customer Id */
            customer_id: string | null;
            /** Customer Name */
            customer_name: string | null;
            /** Customer Number */
            customer_number: string;
            /** Dialled */
            dialled: string;
            /** Direction */
            direction: string;
            /** Disposition Id */
            disposition_id: string | null;
            /** Disposition Name */
            disposition_name: string | null;
            /** Ended At */
            ended_at: number | null;
            /** Ended By */
            ended_by: string | null;
            /** From Name */
            from_name: string;
            /** From Number */
            from_number: string;
            /** Hold Ms */
            hold_ms: number;
            /** Id */
            id: string;
            /** Legs */
            legs: components["schemas"]["Leg"][];
            /** Length Ms */
            length_ms: number;
            /** Line */
            line: string;
            /** Media */
            media: string;
            /**
             * Message Ms
             * @default 0
             */
            message_ms: number;
            /** Mos */
            mos?: number | null;
            /** Notes */
            notes: string;
            /** Number Id */
            number_id: string | null;
            /** Outcome */
            outcome: string | null;
            /** Path */
            path: string;
            /**
             * Place
             * @description Where the customer's number is at home, with a mobile number's carrier.
             */
            place: string;
            /** Quality */
            quality?: string | null;
            /** Queue Id */
            queue_id: string | null;
            /** Queue Name */
            queue_name: string | null;
            /** Queued At */
            queued_at: number | null;
            /** Recording Id */
            recording_id: string | null;
            /** Recordings */
            recordings: components["schemas"]["Recording"][];
            /** Refused Reason */
            refused_reason?: string | null;
            /** Refused Why */
            refused_why?: string | null;
            /**
             * Survey
             * @default
             */
            survey: string;
            /**
             * Survey Label
             * @default
             */
            survey_label: string;
            /** Survey Satisfied */
            survey_satisfied?: boolean | null;
            /** Survey Score */
            survey_score?: number | null;
            /** Talk Ms */
            talk_ms: number;
            /** Timeline */
            timeline: components["schemas"]["TimelineItem"][];
            /** Wait Ms */
            wait_ms: number;
            /** Wrap Ms */
            wrap_ms: number;
        };
        /**
         * CallerListEntry
         * @description An entry of a caller list.
         */
        CallerListEntry: {
            /** Active */
            active: boolean;
            /** Changed At */
            changed_at: number;
            /** Created At */
            created_at: number;
            /** Created By Name */
            created_by_name: string;
            /** Expires At */
            expires_at: number | null;
            /** Flow Id */
            flow_id: string | null;
            /** Flow Name */
            flow_name: string | null;
            /**
             * Form
             * @enum {string}
             */
            form: "exact" | "wildcard" | "range" | "anonymous";
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "black" | "white" | "vip";
            /** Level */
            level: string;
            /** Line */
            line: string;
            /** Number */
            number: string | null;
            /** Number Id */
            number_id: string | null;
            /** Pattern */
            pattern: string;
            /** Priority */
            priority: number;
            /** Reason */
            reason: string;
        };
        /**
         * CallerListEntryIn
         * @description A new entry. flow_id counts on the blacklist only, level and priority on the VIP list only.
         */
        CallerListEntryIn: {
            /**
             * Active
             * @default true
             */
            active: boolean;
            /**
             * Confirm Wide
             * @description Yes: a pattern that takes in nearly everybody is meant so.
             * @default false
             */
            confirm_wide: boolean;
            /** Expires At */
            expires_at?: number | null;
            /**
             * Flow Id
             * @description The flow that a listed caller gets; none: is hung up at once.
             */
            flow_id?: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "black" | "white" | "vip";
            /**
             * Level
             * @default
             */
            level: string;
            /**
             * Line
             * @description Only for callers of numbers of this line of business.
             * @default
             */
            line: string;
            /**
             * Number Id
             * @description Only for callers of this inbound number.
             */
            number_id?: string | null;
            /**
             * Pattern
             * @description 13900001111, 139*, 1390000????, 13900001000-13900001999 or anonymous.
             */
            pattern: string;
            /**
             * Priority
             * @default 0
             */
            priority: number;
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * CallerListEntryPatch
         * @description What changes of an entry.
         */
        CallerListEntryPatch: {
            /** Active */
            active?: boolean;
            /**
             * Confirm Wide
             * @description Yes: a pattern that takes in nearly everybody is meant so.
             */
            confirm_wide?: boolean;
            /** Expires At */
            expires_at?: number | null;
            /**
             * Flow Id
             * @description The flow that a listed caller gets; none: is hung up at once.
             */
            flow_id?: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind?: "black" | "white" | "vip";
            /** Level */
            level?: string;
            /**
             * Line
             * @description Only for callers of numbers of this line of business.
             */
            line?: string;
            /**
             * Number Id
             * @description Only for callers of this inbound number.
             */
            number_id?: string | null;
            /**
             * Pattern
             * @description 13900001111, 139*, 1390000????, 13900001000-13900001999 or anonymous.
             */
            pattern?: string;
            /** Priority */
            priority?: number;
            /** Reason */
            reason?: string;
        };
        /**
         * CallingBack
         * @description How those who left the queue for it are called back.
         */
        CallingBack: {
            /**
             * Caller Id
             * @description Number to be shown; empty: the number that was dialled, if agents may show it, else the trunk's.
             * @default
             */
            caller_id: string;
            /**
             * Every S
             * @description So long after the last try.
             * @default 600
             */
            every_s: number;
            /**
             * Expires S
             * @description Given up so long after the request.
             * @default 86400
             */
            expires_s: number;
            /**
             * Other Number
             * @description Callers may type another number, a landline or mobile of the country; who withholds theirs, too.
             * @default false
             */
            other_number: boolean;
            /**
             * Retries
             * @description How often it is tried again when the customer was not reached.
             * @default 2
             */
            retries: number;
        };
        /**
         * CallPatch
         * @description What can be corrected afterwards.
         */
        CallPatch: {
            /** Disposition Id */
            disposition_id?: string | null;
            /**
             * Notes
             * @default
             */
            notes: string;
        };
        /**
         * Capacity
         * @description How much of each medium an agent has in hand at once. A phone call is one, and nothing else comes beside it.
         */
        Capacity: {
            /**
             * Callback
             * @description Customers who are to be called back: 0 = is given none.
             * @default 1
             */
            callback: number;
        };
        /**
         * ChannelsIn
         * @description How alarms are sent. A secret that is left out stays as it is; an empty one takes it away.
         */
        ChannelsIn: {
            /**
             * Host
             * @default
             */
            host: string;
            /**
             * Port
             * @default 587
             */
            port: number;
            /** Secret */
            secret?: string | null;
            /**
             * Security
             * @default starttls
             * @enum {string}
             */
            security: "none" | "starttls" | "tls";
            /**
             * Sender
             * @default
             */
            sender: string;
            /**
             * Username
             * @default
             */
            username: string;
            /** Webhook Secret */
            webhook_secret?: string | null;
        };
        /**
         * ChannelsOut
         * @description How alarms are sent; secrets are not given out.
         */
        ChannelsOut: {
            /** Has Secret */
            has_secret: boolean;
            /** Has Webhook Secret */
            has_webhook_secret: boolean;
            /** Host */
            host: string;
            /** Port */
            port: number;
            /**
             * Security
             * @enum {string}
             */
            security: "none" | "starttls" | "tls";
            /** Sender */
            sender: string;
            /** Username */
            username: string;
        };
        /**
         * Check
         * @description A check, as kept.
         */
        Check: {
            /** At */
            at: number;
            microphone: components["schemas"]["MicrophoneCheck"];
            /**
             * Ring
             * @enum {string}
             */
            ring: "heard" | "not_heard" | "not_checked";
            /**
             * Speaker
             * @enum {string}
             */
            speaker: "heard" | "not_heard" | "not_checked";
            /** User Id */
            user_id: string;
            /**
             * Verdict
             * @description The worst of what was checked.
             * @enum {string}
             */
            verdict: "good" | "fair" | "bad";
            way: components["schemas"]["WayOut"] | null;
        };
        /**
         * CheckIn
         * @description What a check found out.
         */
        CheckIn: {
            microphone: components["schemas"]["MicrophoneCheck"];
            /**
             * Ring
             * @enum {string}
             */
            ring: "heard" | "not_heard" | "not_checked";
            /**
             * Speaker
             * @enum {string}
             */
            speaker: "heard" | "not_heard" | "not_checked";
            /** @description None: not checked. */
            way: components["schemas"]["WayCheck"] | null;
        };
        /**
         * CloseBody
         * @description Why nobody will call any more.
         */
        CloseBody: {
            /**
             * Note
             * @default
             */
            note: string;
            /**
             * Reason
             * @enum {string}
             */
            reason: "solved" | "not_needed" | "wrong_number" | "unreachable" | "other";
        };
        /**
         * Colleague
         * @description Somebody who takes calls.
         */
        Colleague: {
            /** Extension */
            extension: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Reachable
             * @description Can be asked now.
             */
            reachable: boolean;
            /**
             * Since
             * @description In this state since then.
             */
            since: number | null;
            /**
             * State
             * @description As on the live board; signed_out when not there.
             */
            state: string;
        };
        /**
         * Customer
         * @description A customer.
         */
        Customer: {
            /** Address */
            address: string;
            /** Changed At */
            changed_at: number;
            /** Company */
            company: string;
            /** Created At */
            created_at: number;
            /** Email */
            email: string;
            /** Id */
            id: string;
            /** Level */
            level: string;
            /** Name */
            name: string;
            /** Notes */
            notes: string;
            /** Numbers */
            numbers: string[];
        };
        /**
         * CustomerForm
         * @description What a new customer's form begins with.
         */
        CustomerForm: {
            /** Numbers */
            numbers: string[];
        };
        /**
         * CustomerIn
         * @description A new customer.
         */
        CustomerIn: {
            /**
             * Address
             * @default
             */
            address: string;
            /**
             * Company
             * @default
             */
            company: string;
            /**
             * Email
             * @default
             */
            email: string;
            /**
             * Level
             * @default
             */
            level: string;
            /** Name */
            name: string;
            /**
             * Notes
             * @default
             */
            notes: string;
            /** Numbers */
            numbers?: string[];
        };
        /**
         * CustomerPatch
         * @description What changes of a customer.
         */
        CustomerPatch: {
            /** Address */
            address?: string;
            /** Company */
            company?: string;
            /** Email */
            email?: string;
            /** Level */
            level?: string;
            /** Name */
            name?: string;
            /** Notes */
            notes?: string;
            /** Numbers */
            numbers?: string[];
        };
        /**
         * Defaults
         * @description What holds for queues that do not say otherwise.
         */
        Defaults: {
            /**
             * Ageing Per Min
             * @description Priority points added a minute of waiting.
             */
            ageing_per_min: number;
        };
        /**
         * Delivery
         * @description A mail or request.
         */
        Delivery: {
            /**
             * About
             * @enum {string}
             */
            about: "raised" | "cleared" | "test";
            /** Alarm Id */
            alarm_id: string | null;
            /**
             * Channel
             * @enum {string}
             */
            channel: "email" | "webhook";
            /** Created At */
            created_at: number;
            /** Done At */
            done_at: number | null;
            /** Error */
            error: string;
            /** Id */
            id: string;
            /** Next At */
            next_at: number | null;
            /** Rule Name */
            rule_name: string;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "sent" | "failed";
            /** Target */
            target: string;
            /** Tries */
            tries: number;
        };
        /**
         * DialBody
         * @description Whom to call.
         */
        DialBody: {
            /**
             * Caller Id
             * @description The number to be shown, one of those of GET; empty: the trunk's own.
             * @default
             */
            caller_id: string;
            /**
             * Number
             * @description As people write it, or with + from a customer's record.
             */
            number: string;
        };
        /**
         * Dialled
         * @description A number that one called.
         */
        Dialled: {
            /**
             * At
             * @description The last time.
             */
            at: number;
            /**
             * Name
             * @description The customer's name, empty when unknown.
             */
            name: string;
            /** Number */
            number: string;
        };
        /**
         * Dialling
         * @description What the dial pad offers.
         */
        Dialling: {
            /** Caller Ids */
            caller_ids: components["schemas"]["Shown"][];
            /**
             * Recent
             * @description The newest first.
             */
            recent: components["schemas"]["Dialled"][];
        };
        /**
         * Disposition
         * @description A disposition.
         */
        Disposition: {
            /** Active */
            active: boolean;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Parent Id */
            parent_id: string | null;
            /** Position */
            position: number;
        };
        /**
         * DispositionIn
         * @description A new disposition.
         */
        DispositionIn: {
            /**
             * Active
             * @default true
             */
            active: boolean;
            /** Name */
            name: string;
            /** Parent Id */
            parent_id?: string | null;
            /**
             * Position
             * @default 0
             */
            position: number;
        };
        /**
         * DispositionPatch
         * @description What changes of a disposition.
         */
        DispositionPatch: {
            /** Active */
            active?: boolean;
            /** Name */
            name?: string;
            /** Parent Id */
            parent_id?: string | null;
            /** Position */
            position?: number;
        };
        /**
         * Draft
         * @description Fields of a call's draft.
         */
        Draft: {
            /** Fields */
            fields: {
                [key: string]: components["schemas"]["DraftField"];
            };
        };
        /**
         * DraftField
         * @description A field of a call's draft.
         */
        DraftField: {
            /**
             * By
             * @description Who changed it last.
             */
            by: string;
            /** By Name */
            by_name: string;
            /** Value */
            value: unknown;
            /**
             * Version
             * @description Counts the changes of the field: of two values the one with more is newer.
             */
            version: number;
        };
        /**
         * DraftPatch
         * @description What was typed for a call; null: emptied. Fields of the customer's form are those of the customer.
         */
        DraftPatch: {
            /** Customer Address */
            customer_address?: string | null;
            /** Customer Company */
            customer_company?: string | null;
            /** Customer Email */
            customer_email?: string | null;
            /** Customer Level */
            customer_level?: string | null;
            /** Customer Name */
            customer_name?: string | null;
            /** Customer Notes */
            customer_notes?: string | null;
            /** Customer Numbers */
            customer_numbers?: string[] | null;
            /** Disposition Id */
            disposition_id?: string | null;
            /** Notes */
            notes?: string | null;
        };
        /**
         * Due
         * @description What waits for me.
         */
        Due: {
            /** @description Of those that are due, the one that became so last. */
            first: components["schemas"]["FollowUp"] | null;
            /**
             * Next At
             * @description When the next one will be due.
             */
            next_at: number | null;
            /**
             * Overdue
             * @description Due by now.
             */
            overdue: number;
            /**
             * Today
             * @description Due until the day ends in the company's time zone; the overdue are among them.
             */
            today: number;
        };
        /**
         * EquipmentAccess
         * @description What a page needs to check.
         */
        EquipmentAccess: {
            /**
             * Echo
             * @description What to dial at the switch to get one's own voice back.
             */
            echo: string;
            /** @description The last check in this session. */
            last: components["schemas"]["Check"] | null;
        };
        /**
         * ErrorBody
         * @description Every refusal has this shape.
         */
        ErrorBody: {
            error: components["schemas"]["ErrorDetail"];
        };
        /**
         * ErrorDetail
         * @description Why a request was refused.
         */
        ErrorDetail: {
            /**
             * Code
             * @description Stable; what programs go by.
             * @example queue.name_taken
             */
            code: string;
            /**
             * Fields
             * @description Dotted path of a field -> what is wrong with it.
             */
            fields: {
                [key: string]: string;
            };
            /**
             * Message
             * @description For people, in the user's language.
             */
            message: string;
            /**
             * Params
             * @description Values inside the message.
             */
            params: {
                [key: string]: unknown;
            };
            /**
             * Retry
             * @description Whether the same request may succeed later.
             */
            retry: boolean;
        };
        /**
         * Escalation
         * @description The second line: whom agents ask for help, and which callers come to experts by themselves.
         */
        Escalation: {
            /**
             * Ask S
             * @description An agent who asks waits at most this long; 0 = is told at once that nobody is free.
             * @default 60
             */
            ask_s: number;
            /**
             * Levels
             * @description Customers of these levels may be served by experts at once.
             */
            levels?: string[];
            /**
             * Queue Id
             * @description The experts: a queue that is marked as such.
             */
            queue_id: string;
            /**
             * Repeat Days
             * @description So may who talked with an agent less than so many days ago; 0 = not.
             * @default 0
             */
            repeat_days: number;
            /**
             * Talked S
             * @description After so long a talk the agent is reminded to ask; 0 = not.
             * @default 0
             */
            talked_s: number;
            /**
             * Waited S
             * @description A caller who has waited this long may be served by experts too; 0 = not.
             * @default 0
             */
            waited_s: number;
        };
        /**
         * ExtendBody
         * @description More time for after-call work.
         */
        ExtendBody: {
            /**
             * Seconds
             * @default 30
             */
            seconds: number;
        };
        /**
         * FigureSettingsBody
         * @description How the company counts its service level.
         */
        FigureSettingsBody: {
            /**
             * Leave Out Short
             * @description Short abandons are not in the denominator.
             */
            leave_out_short: boolean;
            /**
             * Service Level Of
             * @description Denominator.
             * @enum {string}
             */
            service_level_of: "answered_and_abandoned" | "offered" | "answered";
            /**
             * Service Level S
             * @description Answered within so many seconds is in time.
             */
            service_level_s: number;
            /**
             * Service Level Target
             * @description Percent.
             */
            service_level_target: number;
        };
        /**
         * FiguresToday
         * @description Figures of today as they are at this moment. docs/figures.md has the formulas.
         */
        FiguresToday: {
            /**
             * At
             * @description Unix milliseconds.
             */
            at: number;
            /**
             * Parts
             * @description frame: the day and the settings; total, now (this quarter-hour and the one before), agents: figures of the queues together; queue:<id>: each one's today, now and agents; calls, lines: of the company; trunks (with the permission trunks.watch): id -> name, now (channels in use), limit (0 = none), state, most_at_once; series: by quarter-hour.
             */
            parts: {
                [key: string]: unknown;
            };
        };
        /**
         * FloorSettings
         * @description What holds for supervisors and agents of the company.
         */
        FloorSettings: {
            /**
             * Monitoring Shown
             * @description Agents see on their page that a supervisor listens.
             */
            monitoring_shown: boolean;
        };
        /**
         * Flow
         * @description A flow with its document.
         */
        Flow: {
            /**
             * Asks
             * @description It has a survey: a queue may have its callers asked by it.
             */
            asks: boolean;
            /** Changed At */
            changed_at: number;
            document: components["schemas"]["FlowDocument"];
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Version */
            version: number;
        };
        /**
         * FlowDocument
         * @description What a flow does.
         */
        FlowDocument: {
            /** Nodes */
            nodes: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /** Start */
            start: string;
        };
        /**
         * FlowSummary
         * @description A flow in the list.
         */
        FlowSummary: {
            /**
             * Asks
             * @description It has a survey: a queue may have its callers asked by it.
             */
            asks: boolean;
            /** Changed At */
            changed_at: number;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Version */
            version: number;
        };
        /**
         * FlowTarget
         * @description A flow to which a call can be passed on.
         */
        FlowTarget: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * FollowUp
         * @description A follow-up as listed.
         */
        FollowUp: {
            /** Agent Id */
            agent_id: string;
            /** Agent Name */
            agent_name: string | null;
            /** Call Id */
            call_id: string | null;
            /** Created At */
            created_at: number;
            /** Created By Name */
            created_by_name: string;
            /** Customer Id */
            customer_id: string | null;
            /** Customer Name */
            customer_name: string | null;
            /** Done At */
            done_at: number | null;
            /** Done By Name */
            done_by_name: string;
            /** Due At */
            due_at: number;
            /** Id */
            id: string;
            /** Note */
            note: string;
            /** Number */
            number: string;
            /** Result */
            result: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "done";
        };
        /**
         * FollowUpIn
         * @description A follow-up to plan: of a call, of a customer, or of a number.
         */
        FollowUpIn: {
            /**
             * Agent Id
             * @description Whose it is; null: one's own.
             */
            agent_id?: string | null;
            /**
             * Call Id
             * @description Number and customer are those of the call.
             */
            call_id?: string | null;
            /** Customer Id */
            customer_id?: string | null;
            /**
             * Due At
             * @description When; not in the past, at most two years ahead.
             */
            due_at: number;
            /**
             * Note
             * @description What it is about.
             * @default
             */
            note: string;
            /**
             * Number
             * @description To call; empty: that of the call, or the customer's first.
             * @default
             */
            number: string;
        };
        /**
         * FollowUpPatch
         * @description What is to be changed; what is left out stays.
         */
        FollowUpPatch: {
            /** Agent Id */
            agent_id?: string | null;
            /** Due At */
            due_at?: number | null;
            /** Note */
            note?: string | null;
        };
        /**
         * Health
         * @description ok; degraded: callers are served but something needs attention; down: they are not.
         */
        Health: {
            /** Parts */
            parts: {
                [key: string]: components["schemas"]["Part"];
            };
            /**
             * Status
             * @enum {string}
             */
            status: "ok" | "degraded" | "down";
        };
        /**
         * HeardBody
         * @description Whether it has been listened to.
         */
        HeardBody: {
            /** Heard */
            heard: boolean;
        };
        /**
         * Hours
         * @description Opening hours.
         */
        Hours: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Special */
            special: {
                [key: string]: number[][];
            };
            /** Timezone */
            timezone: string;
            /** Weekly */
            weekly: number[][][];
        };
        /**
         * HoursIn
         * @description New opening hours.
         */
        HoursIn: {
            /** Name */
            name: string;
            /**
             * Special
             * @description Pairs by date that replace the week's; none = closed.
             */
            special?: {
                [key: string]: number[][];
            };
            /** Timezone */
            timezone: string;
            /**
             * Weekly
             * @description Monday..Sunday: [from minute, to minute) pairs of the local day.
             */
            weekly: number[][][];
        };
        /**
         * HoursPatch
         * @description What changes of opening hours.
         */
        HoursPatch: {
            /** Name */
            name?: string;
            /**
             * Special
             * @description Pairs by date that replace the week's; none = closed.
             */
            special?: {
                [key: string]: number[][];
            };
            /** Timezone */
            timezone?: string;
            /**
             * Weekly
             * @description Monday..Sunday: [from minute, to minute) pairs of the local day.
             */
            weekly?: number[][][];
        };
        /**
         * ImportProblem
         * @description What is wrong with a line of a file.
         */
        ImportProblem: {
            /** Code */
            code: string;
            /** Field */
            field: string;
            /**
             * Line
             * @description As a spreadsheet counts: the first is 1.
             */
            line: number;
            /** Message */
            message: string;
            /** Value */
            value: string;
        };
        /**
         * ImportReport
         * @description What a file holds, and what became of it.
         */
        ImportReport: {
            /** Bad */
            bad: number;
            /**
             * Columns
             * @description The file's first line, or A, B, C … when it has no headings.
             */
            columns: string[];
            /**
             * Done
             * @description No: a dry run, nothing was changed.
             */
            done: boolean;
            /**
             * Known
             * @description There already, left as they are.
             */
            known: number;
            /** Lines */
            lines: number;
            /**
             * Mapping
             * @description Field -> column, counted from 0.
             */
            mapping: {
                [key: string]: number;
            };
            /** New */
            new: number;
            /**
             * Problems
             * @description At most 500.
             */
            problems: components["schemas"]["ImportProblem"][];
            /** Replaced */
            replaced: number;
            /** Sample */
            sample: string[][];
        };
        /**
         * Inbox
         * @description What waits for me.
         */
        Inbox: {
            /** Items */
            items: components["schemas"]["Received"][];
            /** Unread */
            unread: number;
        };
        /**
         * KeyExit
         * @description A key by which a waiting caller leaves the queue.
         */
        KeyExit: {
            /**
             * Action
             * @description branch: the queue node's branch of this key; callback: called back, at the place held; voice_mail: a message for this queue.
             * @enum {string}
             */
            action: "queue" | "flow" | "branch" | "callback" | "voice_mail";
            /**
             * Keep
             * @description queue: the time waited counts there.
             * @default true
             */
            keep: boolean;
            /**
             * Key
             * @enum {string}
             */
            key: "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "*" | "#";
            /**
             * Label
             * @description What it is for, as it is said; empty: it is not said.
             * @default
             */
            label: string;
            /**
             * Target Id
             * @description queue, flow: its id; others: none.
             */
            target_id?: string | null;
        };
        /**
         * KeysBody
         * @description DTMF.
         */
        KeysBody: {
            /** Keys */
            keys: string;
        };
        /**
         * LanguageChange
         * @description The user's language.
         */
        LanguageChange: {
            /**
             * Language
             * @enum {string}
             */
            language: "zh-CN" | "zh-TW" | "en";
        };
        /**
         * Leg
         * @description The audio of one leg, as measured at its end; docs/events.md, LegMeasured.
         */
        Leg: {
            /** Agent Id */
            agent_id: string;
            /** Agent Name */
            agent_name: string | null;
            /** At */
            at: number;
            /** Far Jitter Ms */
            far_jitter_ms: number | null;
            /**
             * Far Loss
             * @description Share that the far side missed; none when it has not reported.
             */
            far_loss: number | null;
            /** Far Lost */
            far_lost: number | null;
            /** Jitter Ms */
            jitter_ms: number;
            /** Leg */
            leg: string;
            /**
             * Loss
             * @description Share lost on the way to who measured, 0..1.
             */
            loss: number;
            /** Lost */
            lost: number;
            /** Mos */
            mos: number;
            /** Received */
            received: number;
            /** Rtt Ms */
            rtt_ms: number | null;
            /** Sent */
            sent: number;
            /**
             * Source
             * @enum {string}
             */
            source: "switch" | "browser";
            /**
             * Verdict
             * @enum {string}
             */
            verdict: "good" | "fair" | "bad";
        };
        /**
         * LegBody
         * @description The audio of one leg, from its beginning to its end.
         */
        LegBody: {
            /** Far Jitter Ms */
            far_jitter_ms?: number | null;
            /**
             * Far Lost
             * @description Missed by the other side, by its own report.
             */
            far_lost?: number | null;
            /** Jitter Ms */
            jitter_ms: number;
            /** Lost */
            lost: number;
            /** Received */
            received: number;
            /** Rtt Ms */
            rtt_ms?: number | null;
            /**
             * Sent
             * @default 0
             */
            sent: number;
        };
        /**
         * LendBody
         * @description Which queues an agent serves for a time.
         */
        LendBody: {
            /** Queue Ids */
            queue_ids: string[];
            /**
             * Until
             * @description Back to the own queues then; null: when the agent signs out.
             */
            until?: number | null;
        };
        /**
         * Me
         * @description Who is signed in and what they may do.
         */
        Me: {
            /**
             * Csrf
             * @description Goes back in X-CSRF-Token with every request that changes something.
             */
            csrf: string;
            /** Permissions */
            permissions: string[];
            tenant: components["schemas"]["MeTenant"];
            user: components["schemas"]["MeUser"];
            /** Version */
            version: string;
        };
        /**
         * MessageIn
         * @description A new message. Agents may write to supervisors, and answer.
         */
        MessageIn: {
            /** Expires In Min */
            expires_in_min?: number | null;
            /** Queue Ids */
            queue_ids?: string[];
            /** Text */
            text: string;
            /**
             * To
             * @enum {string}
             */
            to: "all" | "queues" | "people" | "supervisors";
            /**
             * Urgent
             * @default false
             */
            urgent: boolean;
            /** User Ids */
            user_ids?: string[];
        };
        /**
         * MeTenant
         * @description The user's tenant.
         */
        MeTenant: {
            /** Country */
            country: string;
            /** Id */
            id: string;
            /** Language */
            language: string;
            /** Name */
            name: string;
            /** Slug */
            slug: string;
            /** Timezone */
            timezone: string;
        };
        /**
         * MeUser
         * @description The user.
         */
        MeUser: {
            /** Account */
            account: string;
            /** Extension */
            extension: string | null;
            /** Id */
            id: string;
            /** Language */
            language: string;
            /** Name */
            name: string;
            /**
             * Outside Number
             * @description Mobile or line at home where calls may be taken; may be empty.
             */
            outside_number: string;
            /**
             * Outside Own
             * @description May change that number.
             */
            outside_own: boolean;
            /** Role */
            role: string;
        };
        /**
         * MicrophoneCheck
         * @description What the microphone gave while the person spoke.
         */
        MicrophoneCheck: {
            /**
             * Device
             * @default
             */
            device: string;
            /** Level Db */
            level_db?: number | null;
            /**
             * Result
             * @enum {string}
             */
            result: "good" | "quiet" | "silent" | "failed" | "not_checked";
        };
        /**
         * MonitorBody
         * @description Listen to an agent, or go on in another mode.
         */
        MonitorBody: {
            /**
             * Mode
             * @description whisper: the agent hears the supervisor; barge: everybody does.
             * @default listen
             * @enum {string}
             */
            mode: "listen" | "whisper" | "barge";
            /**
             * Station
             * @description What is rung. Of who is signed in for calls: always the station they have there.
             * @default browser
             * @enum {string}
             */
            station: "browser" | "phone";
        };
        /**
         * MoveBody
         * @description Where a waiting caller is to go.
         */
        MoveBody: {
            /**
             * How
             * @description queue: another queue, at the place held; head: before all others; agent: rung at once.
             * @enum {string}
             */
            how: "queue" | "head" | "agent";
            /**
             * To
             * @description Id of the queue or agent.
             */
            to?: string | null;
        };
        /**
         * MoveCallbackBody
         * @description Where a customer who is to be called back is to stand.
         */
        MoveCallbackBody: {
            /**
             * How
             * @description queue: another queue, at the place held; head: before all.
             * @enum {string}
             */
            how: "queue" | "head";
            /**
             * To
             * @description Id of the queue.
             */
            to?: string | null;
        };
        /**
         * Music
         * @description A piece of music.
         */
        Music: {
            /** Changed At */
            changed_at: number;
            /** Id */
            id: string;
            /** Length Ms */
            length_ms: number;
            /** Name */
            name: string;
        };
        /**
         * MusicIn
         * @description A new piece of music, without its audio, which is uploaded next.
         */
        MusicIn: {
            /** Name */
            name: string;
        };
        /**
         * MusicPatch
         * @description What changes of a piece of music.
         */
        MusicPatch: {
            /** Name */
            name?: string;
        };
        /**
         * MuteBody
         * @description The own voice.
         */
        MuteBody: {
            /** Muted */
            muted: boolean;
        };
        /**
         * Need
         * @description A skill that the queue asks of its agents.
         */
        Need: {
            /**
             * Level
             * @default 1
             */
            level: number;
            /**
             * Required
             * @description Else preferred: who has it comes first, nobody is shut out.
             * @default true
             */
            required: boolean;
            /** Skill Id */
            skill_id: string;
        };
        /**
         * NotReadyBody
         * @description Why the agent takes no calls.
         */
        NotReadyBody: {
            /** Reason */
            reason: string;
        };
        /**
         * Now
         * @description Open or closed at this moment.
         */
        Now: {
            /** Next Change At */
            next_change_at: number | null;
            /** Open */
            open: boolean;
        };
        /**
         * Number
         * @description An inbound number.
         */
        Number: {
            /** Closed Flow Id */
            closed_flow_id: string | null;
            /** Flow Id */
            flow_id: string;
            /** Hours Id */
            hours_id: string | null;
            /** Id */
            id: string;
            /**
             * Language
             * @enum {string}
             */
            language: "zh" | "en";
            /** Line */
            line: string;
            /** Number */
            number: string;
            /** Priority */
            priority: number;
            /** Show Out */
            show_out: boolean;
            /** Trunk Id */
            trunk_id: string | null;
            /** White List Only */
            white_list_only: boolean;
        };
        /**
         * NumberIn
         * @description A new inbound number.
         */
        NumberIn: {
            /** Closed Flow Id */
            closed_flow_id?: string | null;
            /** Flow Id */
            flow_id: string;
            /** Hours Id */
            hours_id?: string | null;
            /**
             * Language
             * @default zh
             * @enum {string}
             */
            language: "zh" | "en";
            /**
             * Line
             * @default
             */
            line: string;
            /** Number */
            number: string;
            /**
             * Priority
             * @default 0
             */
            priority: number;
            /**
             * Show Out
             * @default false
             */
            show_out: boolean;
            /** Trunk Id */
            trunk_id?: string | null;
            /**
             * White List Only
             * @default false
             */
            white_list_only: boolean;
        };
        /**
         * NumberPatch
         * @description What changes of a number.
         */
        NumberPatch: {
            /** Closed Flow Id */
            closed_flow_id?: string | null;
            /** Flow Id */
            flow_id?: string;
            /** Hours Id */
            hours_id?: string | null;
            /**
             * Language
             * @enum {string}
             */
            language?: "zh" | "en";
            /** Line */
            line?: string;
            /** Number */
            number?: string;
            /** Priority */
            priority?: number;
            /** Show Out */
            show_out?: boolean;
            /** Trunk Id */
            trunk_id?: string | null;
            /** White List Only */
            white_list_only?: boolean;
        };
        /**
         * OutsideChange
         * @description The own outside number.
         */
        OutsideChange: {
            /** Outside Number */
            outside_number: string;
        };
        /**
         * OverflowLevel
         * @description A way out of the queue when too many wait, or too long.
         */
        OverflowLevel: {
            /**
             * Action
             * @enum {string}
             */
            action: "beside" | "move" | "flow" | "branch" | "voice_mail";
            /**
             * At
             * @description wait, estimate: seconds; length: callers; nobody: not used.
             * @default 0
             */
            at: number;
            /**
             * Target Id
             * @description beside, move: a queue; flow: a flow; others: none.
             */
            target_id?: string | null;
            /**
             * When
             * @enum {string}
             */
            when: "wait" | "length" | "nobody" | "estimate";
        };
        /** Page[AbandonedCall] */
        Page_AbandonedCall_: {
            /** Items */
            items: components["schemas"]["AbandonedCall"][];
            /** Total */
            total: number;
        };
        /** Page[Alarm] */
        Page_Alarm_: {
            /** Items */
            items: components["schemas"]["Alarm"][];
            /** Total */
            total: number;
        };
        /** Page[AuditEntry] */
        Page_AuditEntry_: {
            /** Items */
            items: components["schemas"]["AuditEntry"][];
            /** Total */
            total: number;
        };
        /** Page[Bulletin] */
        Page_Bulletin_: {
            /** Items */
            items: components["schemas"]["Bulletin"][];
            /** Total */
            total: number;
        };
        /** Page[Call] */
        Page_Call_: {
            /** Items */
            items: components["schemas"]["Call"][];
            /** Total */
            total: number;
        };
        /** Page[Callback] */
        Page_Callback_: {
            /** Items */
            items: components["schemas"]["Callback"][];
            /** Total */
            total: number;
        };
        /** Page[CallerListEntry] */
        Page_CallerListEntry_: {
            /** Items */
            items: components["schemas"]["CallerListEntry"][];
            /** Total */
            total: number;
        };
        /** Page[Customer] */
        Page_Customer_: {
            /** Items */
            items: components["schemas"]["Customer"][];
            /** Total */
            total: number;
        };
        /** Page[Delivery] */
        Page_Delivery_: {
            /** Items */
            items: components["schemas"]["Delivery"][];
            /** Total */
            total: number;
        };
        /** Page[Disposition] */
        Page_Disposition_: {
            /** Items */
            items: components["schemas"]["Disposition"][];
            /** Total */
            total: number;
        };
        /** Page[FlowSummary] */
        Page_FlowSummary_: {
            /** Items */
            items: components["schemas"]["FlowSummary"][];
            /** Total */
            total: number;
        };
        /** Page[FollowUp] */
        Page_FollowUp_: {
            /** Items */
            items: components["schemas"]["FollowUp"][];
            /** Total */
            total: number;
        };
        /** Page[Hours] */
        Page_Hours_: {
            /** Items */
            items: components["schemas"]["Hours"][];
            /** Total */
            total: number;
        };
        /** Page[Music] */
        Page_Music_: {
            /** Items */
            items: components["schemas"]["Music"][];
            /** Total */
            total: number;
        };
        /** Page[Number] */
        Page_Number_: {
            /** Items */
            items: components["schemas"]["Number"][];
            /** Total */
            total: number;
        };
        /** Page[Prompt] */
        Page_Prompt_: {
            /** Items */
            items: components["schemas"]["Prompt"][];
            /** Total */
            total: number;
        };
        /** Page[Queue] */
        Page_Queue_: {
            /** Items */
            items: components["schemas"]["Queue"][];
            /** Total */
            total: number;
        };
        /** Page[Reason] */
        Page_Reason_: {
            /** Items */
            items: components["schemas"]["Reason"][];
            /** Total */
            total: number;
        };
        /** Page[Received] */
        Page_Received_: {
            /** Items */
            items: components["schemas"]["Received"][];
            /** Total */
            total: number;
        };
        /** Page[RefusedCaller] */
        Page_RefusedCaller_: {
            /** Items */
            items: components["schemas"]["RefusedCaller"][];
            /** Total */
            total: number;
        };
        /** Page[Rule] */
        Page_Rule_: {
            /** Items */
            items: components["schemas"]["Rule"][];
            /** Total */
            total: number;
        };
        /** Page[Sent] */
        Page_Sent_: {
            /** Items */
            items: components["schemas"]["Sent"][];
            /** Total */
            total: number;
        };
        /** Page[Skill] */
        Page_Skill_: {
            /** Items */
            items: components["schemas"]["Skill"][];
            /** Total */
            total: number;
        };
        /** Page[Tenant] */
        Page_Tenant_: {
            /** Items */
            items: components["schemas"]["Tenant"][];
            /** Total */
            total: number;
        };
        /** Page[Trunk] */
        Page_Trunk_: {
            /** Items */
            items: components["schemas"]["Trunk"][];
            /** Total */
            total: number;
        };
        /** Page[User] */
        Page_User_: {
            /** Items */
            items: components["schemas"]["User"][];
            /** Total */
            total: number;
        };
        /** Page[VoiceMail] */
        Page_VoiceMail_: {
            /** Items */
            items: components["schemas"]["VoiceMail"][];
            /** Total */
            total: number;
        };
        /**
         * Part
         * @description State of one part, with details of its own.
         */
        Part: {
            /** Ok */
            ok: boolean;
        } & {
            [key: string]: unknown;
        };
        /**
         * PasswordChange
         * @description A new password for oneself.
         */
        PasswordChange: {
            /** Current */
            current: string;
            /** New */
            new: string;
        };
        /**
         * Person
         * @description Somebody of one's own house who is on the call.
         */
        Person: {
            /** Extension */
            extension: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * Phone
         * @description What to enter in a SIP phone.
         */
        Phone: {
            /** Password */
            password: string;
            /** Port */
            port: number;
            /** Server */
            server: string;
            /** Transport */
            transport: string;
            /** Uri */
            uri: string;
            /** Username */
            username: string;
        };
        /**
         * PlayablePrompt
         * @description A prompt that agents may play.
         */
        PlayablePrompt: {
            /** Language */
            language: string;
            /** Length Ms */
            length_ms: number;
            /** Name */
            name: string;
            /** Text */
            text: string;
        };
        /**
         * PlayBody
         * @description What is played: a prompt, or a text. Who leaves is free at once, and the caller hears it to the end.
         */
        PlayBody: {
            /**
             * Flow Id
             * @description leave: what the caller gets afterwards; null: the call ends.
             */
            flow_id?: string | null;
            /**
             * Language
             * @default zh
             * @enum {string}
             */
            language: "zh" | "yue" | "en";
            /**
             * Leave
             * @default false
             */
            leave: boolean;
            /** Prompt */
            prompt?: string | null;
            /** Text */
            text?: string | null;
        };
        /**
         * Pop
         * @description What an agent sees before answering.
         */
        Pop: {
            /**
             * Call
             * @description The call on the live board, or its line of the list when it is over.
             */
            call: {
                [key: string]: unknown;
            };
            customer: components["schemas"]["PopCustomer"] | null;
            customer_form: components["schemas"]["CustomerForm"] | null;
            /**
             * Draft
             * @description What agents have typed for the call so far, by field.
             */
            draft: {
                [key: string]: components["schemas"]["DraftField"];
            };
            /** Last Calls */
            last_calls: components["schemas"]["Call"][];
            /**
             * Path
             * @description Menu keys pressed.
             */
            path: string[];
            /**
             * Place
             * @description Where the customer's number is at home, with a mobile number's carrier.
             */
            place: string;
            /** Queue Name */
            queue_name: string | null;
        };
        /**
         * PopCustomer
         * @description The customer who calls.
         */
        PopCustomer: {
            /** Address */
            address: string;
            /** Company */
            company: string;
            /** Email */
            email: string;
            /** Id */
            id: string;
            /** Level */
            level: string;
            /** Name */
            name: string;
            /** Notes */
            notes: string;
            /** Numbers */
            numbers: string[];
        };
        /**
         * Posted
         * @description A notice on the board.
         */
        Posted: {
            /** Author Name */
            author_name: string;
            /** Changed At */
            changed_at: number;
            /** From At */
            from_at: number;
            /** Id */
            id: string;
            /** Pinned */
            pinned: boolean;
            /** Read At */
            read_at: number | null;
            /** Text */
            text: string;
            /** Title */
            title: string;
            /** Until At */
            until_at: number | null;
        };
        /**
         * Preview
         * @description How often a rule would have rung.
         */
        Preview: {
            /** Days */
            days: number;
            /** Known */
            known: boolean;
            /** Last */
            last: number[];
            /** Raised Ms */
            raised_ms: number;
            /** Times */
            times: number;
        };
        /**
         * Prompt
         * @description A prompt.
         */
        Prompt: {
            /** Changed At */
            changed_at: number;
            /** Id */
            id: string;
            /** Language */
            language: string;
            /** Length Ms */
            length_ms: number;
            /** Name */
            name: string;
            /** Offered */
            offered: boolean;
            /**
             * Origin
             * @enum {string}
             */
            origin: "synthesised" | "uploaded";
            /** Text */
            text: string;
        };
        /**
         * PromptIn
         * @description A new prompt, spoken from its text. The name is what flows and agents know it by.
         */
        PromptIn: {
            /**
             * Language
             * @default zh
             * @enum {string}
             */
            language: "zh" | "yue" | "en";
            /** Name */
            name: string;
            /**
             * Offered
             * @default false
             */
            offered: boolean;
            /** Text */
            text: string;
        };
        /**
         * PromptPatch
         * @description What changes of a prompt besides its audio.
         */
        PromptPatch: {
            /** Offered */
            offered: boolean;
        };
        /**
         * Queue
         * @description A queue.
         */
        Queue: {
            /** Ageing Per Min */
            ageing_per_min: number | null;
            announcing: components["schemas"]["Announcing"];
            auto_callback: components["schemas"]["AutoCallback"];
            calling_back: components["schemas"]["CallingBack"];
            /** Comfort Every S */
            comfort_every_s: number;
            /** Comfort First S */
            comfort_first_s: number;
            /** Comfort Prompts */
            comfort_prompts: string[];
            escalation: components["schemas"]["Escalation"] | null;
            /** Exits */
            exits: components["schemas"]["KeyExit"][];
            /** Exits Prompt */
            exits_prompt: string | null;
            /** Expert */
            expert: boolean;
            /** Handling S */
            handling_s: number;
            /** Id */
            id: string;
            /** Language */
            language: ("zh" | "en") | null;
            /** Max Wait S */
            max_wait_s: number;
            /** Max Waiting */
            max_waiting: number;
            /** Member Ids */
            member_ids: string[];
            /** Music Id */
            music_id: string | null;
            /** Name */
            name: string;
            /** Offer Timeout S */
            offer_timeout_s: number;
            /** Overflow */
            overflow: components["schemas"]["OverflowLevel"][];
            /** Priority */
            priority: number;
            /** Record */
            record: boolean;
            /** Relaxing */
            relaxing: components["schemas"]["RelaxStep"][];
            /** Ring At Most */
            ring_at_most: number;
            /** Short Abandon S */
            short_abandon_s: number;
            /** Skills */
            skills: components["schemas"]["Need"][];
            /** Sticky Wait S */
            sticky_wait_s: number;
            /** Strategy */
            strategy: string;
            /** Survey Flow Id */
            survey_flow_id: string | null;
            /** Survey Outbound */
            survey_outbound: boolean;
            /** Wrap Up S */
            wrap_up_s: number;
        };
        /**
         * QueueIn
         * @description A new queue.
         */
        QueueIn: {
            /**
             * Ageing Per Min
             * @description None = as the company has it.
             */
            ageing_per_min?: number | null;
            announcing?: components["schemas"]["Announcing"];
            auto_callback?: components["schemas"]["AutoCallback"];
            calling_back?: components["schemas"]["CallingBack"];
            /**
             * Comfort Every S
             * @description 0 = no comfort messages.
             * @default 30
             */
            comfort_every_s: number;
            /**
             * Comfort First S
             * @default 30
             */
            comfort_first_s: number;
            /**
             * Comfort Prompts
             * @description One each time, in order, and from the beginning.
             */
            comfort_prompts?: string[];
            /** @description None = there is no second line. */
            escalation?: components["schemas"]["Escalation"] | null;
            /** Exits */
            exits?: components["schemas"]["KeyExit"][];
            /**
             * Exits Prompt
             * @description Prompt that names the keys; None: their labels are said.
             */
            exits_prompt?: string | null;
            /**
             * Expert
             * @description Its agents are experts, the second line of other queues.
             * @default false
             */
            expert: boolean;
            /**
             * Handling S
             * @description Expected length of a call with wrap-up, for expected waits.
             * @default 180
             */
            handling_s: number;
            /**
             * Language
             * @description Of what is said while waiting; None = as the number that was dialled.
             */
            language?: ("zh" | "en") | null;
            /**
             * Max Wait S
             * @default 0
             */
            max_wait_s: number;
            /**
             * Max Waiting
             * @default 0
             */
            max_waiting: number;
            /**
             * Member Ids
             * @description In the queue's fixed order (sequential, round robin).
             */
            member_ids?: string[];
            /**
             * Music Id
             * @description None = the installation's music.
             */
            music_id?: string | null;
            /** Name */
            name: string;
            /**
             * Offer Timeout S
             * @default 20
             */
            offer_timeout_s: number;
            /** Overflow */
            overflow?: components["schemas"]["OverflowLevel"][];
            /**
             * Priority
             * @default 0
             */
            priority: number;
            /**
             * Record
             * @default true
             */
            record: boolean;
            /** Relaxing */
            relaxing?: components["schemas"]["RelaxStep"][];
            /**
             * Ring At Most
             * @description ring_all: no more agents than this are rung at once for one caller.
             * @default 10
             */
            ring_at_most: number;
            /**
             * Short Abandon S
             * @default 5
             */
            short_abandon_s: number;
            /** Skills */
            skills?: components["schemas"]["Need"][];
            /**
             * Sticky Wait S
             * @description A returning customer waits this long for who served them last; 0 = not at all.
             * @default 0
             */
            sticky_wait_s: number;
            /**
             * Strategy
             * @default longest_idle
             * @enum {string}
             */
            strategy: "longest_idle" | "fewest_calls" | "least_talk" | "random" | "sequential" | "round_robin" | "most_skilled" | "ring_all";
            /**
             * Survey Flow Id
             * @description Flow with a survey in which callers are asked how it was, when the agent hangs up; None: none.
             */
            survey_flow_id?: string | null;
            /**
             * Survey Outbound
             * @description Customers whom we called are asked too.
             * @default false
             */
            survey_outbound: boolean;
            /**
             * Wrap Up S
             * @default 30
             */
            wrap_up_s: number;
        };
        /**
         * QueuePatch
         * @description What changes of a queue.
         */
        QueuePatch: {
            /**
             * Ageing Per Min
             * @description None = as the company has it.
             */
            ageing_per_min?: number | null;
            announcing?: components["schemas"]["Announcing"];
            auto_callback?: components["schemas"]["AutoCallback"];
            calling_back?: components["schemas"]["CallingBack"];
            /**
             * Comfort Every S
             * @description 0 = no comfort messages.
             */
            comfort_every_s?: number;
            /** Comfort First S */
            comfort_first_s?: number;
            /**
             * Comfort Prompts
             * @description One each time, in order, and from the beginning.
             */
            comfort_prompts?: string[];
            /** @description None = there is no second line. */
            escalation?: components["schemas"]["Escalation"] | null;
            /** Exits */
            exits?: components["schemas"]["KeyExit"][];
            /**
             * Exits Prompt
             * @description Prompt that names the keys; None: their labels are said.
             */
            exits_prompt?: string | null;
            /**
             * Expert
             * @description Its agents are experts, the second line of other queues.
             */
            expert?: boolean;
            /**
             * Handling S
             * @description Expected length of a call with wrap-up, for expected waits.
             */
            handling_s?: number;
            /**
             * Language
             * @description Of what is said while waiting; None = as the number that was dialled.
             */
            language?: ("zh" | "en") | null;
            /** Max Wait S */
            max_wait_s?: number;
            /** Max Waiting */
            max_waiting?: number;
            /**
             * Member Ids
             * @description In the queue's fixed order (sequential, round robin).
             */
            member_ids?: string[];
            /**
             * Music Id
             * @description None = the installation's music.
             */
            music_id?: string | null;
            /** Name */
            name?: string;
            /** Offer Timeout S */
            offer_timeout_s?: number;
            /** Overflow */
            overflow?: components["schemas"]["OverflowLevel"][];
            /** Priority */
            priority?: number;
            /** Record */
            record?: boolean;
            /** Relaxing */
            relaxing?: components["schemas"]["RelaxStep"][];
            /**
             * Ring At Most
             * @description ring_all: no more agents than this are rung at once for one caller.
             */
            ring_at_most?: number;
            /** Short Abandon S */
            short_abandon_s?: number;
            /** Skills */
            skills?: components["schemas"]["Need"][];
            /**
             * Sticky Wait S
             * @description A returning customer waits this long for who served them last; 0 = not at all.
             */
            sticky_wait_s?: number;
            /**
             * Strategy
             * @enum {string}
             */
            strategy?: "longest_idle" | "fewest_calls" | "least_talk" | "random" | "sequential" | "round_robin" | "most_skilled" | "ring_all";
            /**
             * Survey Flow Id
             * @description Flow with a survey in which callers are asked how it was, when the agent hangs up; None: none.
             */
            survey_flow_id?: string | null;
            /**
             * Survey Outbound
             * @description Customers whom we called are asked too.
             */
            survey_outbound?: boolean;
            /** Wrap Up S */
            wrap_up_s?: number;
        };
        /**
         * QueueTarget
         * @description A queue to which a call can be passed on.
         */
        QueueTarget: {
            /**
             * Free
             * @description Agents who serve it and are ready.
             */
            free: number;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Reachable
             * @description Somebody is free to be asked now. A transfer waits in the queue otherwise.
             */
            reachable: boolean;
            /** Waiting */
            waiting: number;
        };
        /**
         * Reader
         * @description Somebody, and when they read it.
         */
        Reader: {
            /** Name */
            name: string;
            /** Read At */
            read_at: number | null;
            /** User Id */
            user_id: string;
        };
        /**
         * Readers
         * @description Everybody; who has not read it first.
         */
        Readers: {
            /** Items */
            items: components["schemas"]["Reader"][];
        };
        /**
         * Reason
         * @description A reason.
         */
        Reason: {
            /** Code */
            code: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Position */
            position: number;
            /** Productive */
            productive: boolean;
        };
        /**
         * ReasonIn
         * @description A new reason.
         */
        ReasonIn: {
            /** Code */
            code: string;
            /** Name */
            name: string;
            /**
             * Position
             * @default 0
             */
            position: number;
            /**
             * Productive
             * @default false
             */
            productive: boolean;
        };
        /**
         * ReasonPatch
         * @description What changes of a reason.
         */
        ReasonPatch: {
            /** Code */
            code?: string;
            /** Name */
            name?: string;
            /** Position */
            position?: number;
            /** Productive */
            productive?: boolean;
        };
        /**
         * Receipt
         * @description Who got a message, and when they read it.
         */
        Receipt: {
            /** Confirmed At */
            confirmed_at: number | null;
            /** Name */
            name: string;
            /** Read At */
            read_at: number | null;
            /** User Id */
            user_id: string;
        };
        /**
         * Receipts
         * @description Everybody who got a message; who has not read it first.
         */
        Receipts: {
            /** Items */
            items: components["schemas"]["Receipt"][];
        };
        /**
         * Received
         * @description A message to me.
         */
        Received: {
            /** About */
            about?: "complaint" | null;
            /** Call Id */
            call_id?: string | null;
            /** Confirmed At */
            confirmed_at: number | null;
            /** Expires At */
            expires_at: number | null;
            /** Id */
            id: string;
            /** Read At */
            read_at: number | null;
            /** Reply To */
            reply_to: string | null;
            /** Sender Id */
            sender_id: string;
            /** Sender Name */
            sender_name: string;
            /** Sent At */
            sent_at: number;
            /** Text */
            text: string;
            /** Urgent */
            urgent: boolean;
        };
        /**
         * Recording
         * @description A recording of a call.
         */
        Recording: {
            /** Id */
            id: string;
            /** Length Ms */
            length_ms: number | null;
            /** Started At */
            started_at: number;
            /**
             * State
             * @enum {string}
             */
            state: "running" | "complete" | "short" | "missing" | "orphan";
        };
        /**
         * RefusedCaller
         * @description A caller whom the lists refused.
         */
        RefusedCaller: {
            /**
             * Action
             * @enum {string}
             */
            action: "hang_up" | "flow";
            /** At */
            at: number;
            /** Call Id */
            call_id: string;
            /** Dialled */
            dialled: string;
            /** Entry Id */
            entry_id: string | null;
            /** Flow Name */
            flow_name: string | null;
            /** From Number */
            from_number: string;
            /** Line */
            line: string;
            /** Pattern */
            pattern: string;
            /** Reason */
            reason: string;
            /**
             * Why
             * @enum {string}
             */
            why: "blacklist" | "white_list_only";
        };
        /**
         * RelaxStep
         * @description A required skill is asked for less after a while.
         */
        RelaxStep: {
            /** After S */
            after_s: number;
            /**
             * Level
             * @description 0 = not required any more.
             * @default 0
             */
            level: number;
            /** Skill Id */
            skill_id: string;
        };
        /**
         * Result
         * @description How it went.
         */
        Result: {
            /**
             * Result
             * @default
             */
            result: string;
        };
        /**
         * Rule
         * @description A rule.
         */
        Rule: {
            /** Above */
            above: boolean;
            /** Active */
            active: boolean;
            /** Clear At */
            clear_at: number;
            /** Clear For S */
            clear_for_s: number;
            /** Each */
            each: boolean;
            /** Emails */
            emails: string[];
            /**
             * Figure
             * @enum {string}
             */
            figure: "waiting" | "longest_wait" | "agents_ready" | "agents_signed_in" | "service_level" | "answer_rate" | "abandonment_rate" | "abandoned" | "offered" | "asa" | "lost" | "agent_in_state" | "trunk_down" | "trunk_calls" | "switch_away" | "disk_free";
            /** Hours Id */
            hours_id: string | null;
            /** Id */
            id: string;
            /** Mail Every Min */
            mail_every_min: number;
            /** Name */
            name: string;
            /** Open */
            open: number;
            /**
             * Period
             * @enum {string}
             */
            period: "now" | "today";
            /** Queue Ids */
            queue_ids: string[];
            /** Quiet From */
            quiet_from: number | null;
            /** Quiet To */
            quiet_to: number | null;
            /** Raise At */
            raise_at: number;
            /** Raise For S */
            raise_for_s: number;
            /**
             * Severity
             * @enum {string}
             */
            severity: "info" | "warning" | "critical";
            /** States */
            states: ("ready" | "not_ready" | "ringing" | "talking" | "holding" | "wrap_up")[];
            /** Tell Cleared */
            tell_cleared: boolean;
            /**
             * Unit
             * @enum {string}
             */
            unit: "count" | "percent" | "s" | "flag" | "GB";
            /** Webhook Url */
            webhook_url: string;
        };
        /**
         * RuleIn
         * @description A new rule. Thresholds are in the figure's unit: count, percent, seconds or GB.
         */
        RuleIn: {
            /**
             * Above
             * @default true
             */
            above: boolean;
            /**
             * Active
             * @default true
             */
            active: boolean;
            /**
             * Clear At
             * @default 0
             */
            clear_at: number;
            /**
             * Clear For S
             * @default 0
             */
            clear_for_s: number;
            /**
             * Each
             * @default false
             */
            each: boolean;
            /** Emails */
            emails?: string[];
            /**
             * Figure
             * @enum {string}
             */
            figure: "waiting" | "longest_wait" | "agents_ready" | "agents_signed_in" | "service_level" | "answer_rate" | "abandonment_rate" | "abandoned" | "offered" | "asa" | "lost" | "agent_in_state" | "trunk_down" | "trunk_calls" | "switch_away" | "disk_free";
            /** Hours Id */
            hours_id?: string | null;
            /**
             * Mail Every Min
             * @default 10
             */
            mail_every_min: number;
            /** Name */
            name: string;
            /**
             * Period
             * @default now
             * @enum {string}
             */
            period: "now" | "today";
            /** Queue Ids */
            queue_ids?: string[];
            /** Quiet From */
            quiet_from?: number | null;
            /** Quiet To */
            quiet_to?: number | null;
            /**
             * Raise At
             * @default 1
             */
            raise_at: number;
            /**
             * Raise For S
             * @default 0
             */
            raise_for_s: number;
            /**
             * Severity
             * @default warning
             * @enum {string}
             */
            severity: "info" | "warning" | "critical";
            /** States */
            states?: ("ready" | "not_ready" | "ringing" | "talking" | "holding" | "wrap_up")[];
            /**
             * Tell Cleared
             * @default true
             */
            tell_cleared: boolean;
            /**
             * Webhook Url
             * @default
             */
            webhook_url: string;
        };
        /**
         * RulePatch
         * @description What changes of a rule.
         */
        RulePatch: {
            /** Above */
            above?: boolean;
            /** Active */
            active?: boolean;
            /** Clear At */
            clear_at?: number;
            /** Clear For S */
            clear_for_s?: number;
            /** Each */
            each?: boolean;
            /** Emails */
            emails?: string[];
            /**
             * Figure
             * @enum {string}
             */
            figure?: "waiting" | "longest_wait" | "agents_ready" | "agents_signed_in" | "service_level" | "answer_rate" | "abandonment_rate" | "abandoned" | "offered" | "asa" | "lost" | "agent_in_state" | "trunk_down" | "trunk_calls" | "switch_away" | "disk_free";
            /** Hours Id */
            hours_id?: string | null;
            /** Mail Every Min */
            mail_every_min?: number;
            /** Name */
            name?: string;
            /**
             * Period
             * @enum {string}
             */
            period?: "now" | "today";
            /** Queue Ids */
            queue_ids?: string[];
            /** Quiet From */
            quiet_from?: number | null;
            /** Quiet To */
            quiet_to?: number | null;
            /** Raise At */
            raise_at?: number;
            /** Raise For S */
            raise_for_s?: number;
            /**
             * Severity
             * @enum {string}
             */
            severity?: "info" | "warning" | "critical";
            /** States */
            states?: ("ready" | "not_ready" | "ringing" | "talking" | "holding" | "wrap_up")[];
            /** Tell Cleared */
            tell_cleared?: boolean;
            /** Webhook Url */
            webhook_url?: string;
        };
        /**
         * Sent
         * @description A message that I sent.
         */
        Sent: {
            audience: components["schemas"]["Audience"];
            /** Confirmed */
            confirmed: number;
            /** Expires At */
            expires_at: number | null;
            /** Id */
            id: string;
            /** Read */
            read: number;
            /** Reply To */
            reply_to: string | null;
            /** Sent At */
            sent_at: number;
            /** Text */
            text: string;
            /** Urgent */
            urgent: boolean;
        };
        /**
         * ShortcutOut
         * @description What is done, and by which keys; docs/guide, keyboard.
         */
        ShortcutOut: {
            /**
             * Action
             * @enum {string}
             */
            action: "answer" | "decline" | "hang_up" | "hold" | "mute" | "keypad" | "dial" | "pick_up" | "transfer" | "consult" | "add" | "expert" | "swap" | "join" | "complete" | "ready" | "not_ready" | "note" | "save" | "search" | "next" | "previous" | "help" | "listen" | "whisper" | "barge" | "stop_listening";
            /** Default */
            default: string;
            /**
             * Group
             * @enum {string}
             */
            group: "call" | "people" | "state" | "page" | "listening";
            /**
             * Keys
             * @description Modifiers and KeyboardEvent.code, as Alt+KeyH; empty: none.
             */
            keys: string;
        };
        /**
         * ShortcutsIn
         * @description A person's own keys. What is left out has those it begins with.
         */
        ShortcutsIn: {
            /** Keys */
            keys: {
                [key: string]: string;
            };
        };
        /**
         * Shown
         * @description A number that can be shown to who is called.
         */
        Shown: {
            /**
             * Line
             * @description Its line of business, when it is one of the inbound numbers.
             */
            line: string;
            /** Number */
            number: string;
        };
        /**
         * SignIn
         * @description Account and password.
         */
        SignIn: {
            /**
             * Account
             * @description `name` or `name@tenant`.
             */
            account: string;
            /** Password */
            password: string;
        };
        /**
         * SignInBody
         * @description Where the agent takes calls.
         */
        SignInBody: {
            /**
             * Station
             * @description outside: at the user's outside number, while the working page is open.
             * @enum {string}
             */
            station: "browser" | "phone" | "outside";
        };
        /**
         * Skill
         * @description A skill.
         */
        Skill: {
            /** Agents */
            agents: number;
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * SkillIn
         * @description A new skill.
         */
        SkillIn: {
            /** Name */
            name: string;
        };
        /**
         * SkillPatch
         * @description What changes of a skill.
         */
        SkillPatch: {
            /** Name */
            name?: string;
        };
        /**
         * Softphone
         * @description What the browser's phone registers with.
         */
        Softphone: {
            /** Expires S */
            expires_s: number;
            /** Extension */
            extension: string;
            /** Ice Servers */
            ice_servers: {
                [key: string]: unknown;
            }[];
            /** Password */
            password: string;
            /** Uri */
            uri: string;
            /** Ws Path */
            ws_path: string;
        };
        /**
         * SpokenText
         * @description What is to be said.
         */
        SpokenText: {
            /** Text */
            text: string;
        };
        /**
         * StateBody
         * @description The state into which an agent is put.
         */
        StateBody: {
            /**
             * Reason
             * @description not_ready: code of the reason; else not used.
             * @default
             */
            reason: string;
            /**
             * State
             * @enum {string}
             */
            state: "ready" | "not_ready" | "signed_out";
        };
        /**
         * TakeOverBody
         * @description Be in charge of an agent's conversation.
         */
        TakeOverBody: {
            /**
             * Station
             * @description As for listening.
             * @default browser
             * @enum {string}
             */
            station: "browser" | "phone";
        };
        /**
         * Targets
         * @description To whom a call can be passed on, or who can be asked; the reachable first.
         */
        Targets: {
            /** Colleagues */
            colleagues: components["schemas"]["Colleague"][];
            /** Flows */
            flows: components["schemas"]["FlowTarget"][];
            /**
             * Number
             * @description What was searched, as a number to ring; empty when it is none or not allowed.
             */
            number: string;
            /** Queues */
            queues: components["schemas"]["QueueTarget"][];
        };
        /**
         * Tenant
         * @description A tenant.
         */
        Tenant: {
            /** Active */
            active: boolean;
            /** Country */
            country: string;
            /** Id */
            id: string;
            /** Language */
            language: string;
            /** Name */
            name: string;
            /** Slug */
            slug: string;
            /** Timezone */
            timezone: string;
        };
        /**
         * TenantIn
         * @description A new tenant with its first administrator.
         */
        TenantIn: {
            /**
             * Active
             * @default true
             */
            active: boolean;
            /**
             * Admin Account
             * @default admin
             */
            admin_account: string;
            /** Admin Password */
            admin_password: string;
            /**
             * Country
             * @default CN
             */
            country: string;
            /**
             * Language
             * @default zh-CN
             * @enum {string}
             */
            language: "zh-CN" | "zh-TW" | "en";
            /** Name */
            name: string;
            /** Slug */
            slug: string;
            /**
             * Timezone
             * @default Asia/Shanghai
             */
            timezone: string;
        };
        /**
         * TenantPatch
         * @description What changes of a tenant. The slug stays: phones register by it.
         */
        TenantPatch: {
            /** Active */
            active?: boolean;
            /** Country */
            country?: string;
            /**
             * Language
             * @enum {string}
             */
            language?: "zh-CN" | "zh-TW" | "en";
            /** Name */
            name?: string;
            /** Slug */
            slug?: string;
            /** Timezone */
            timezone?: string;
        };
        /**
         * TimelineItem
         * @description A fact of the call: kind and its fields (docs/events.md), with names beside ids.
         */
        TimelineItem: {
            /** Agent Name */
            agent_name?: string | null;
            /** At */
            at: number;
            /** By Name */
            by_name?: string | null;
            /** Experts Name */
            experts_name?: string | null;
            /** Kind */
            kind: string;
            /** Party Name */
            party_name?: string | null;
            /** Queue Name */
            queue_name?: string | null;
            /** Seq */
            seq: number;
            /** Skill Name */
            skill_name?: string | null;
            /** Taken From Name */
            taken_from_name?: string | null;
            /** Target Name */
            target_name?: string | null;
            /** To Name */
            to_name?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ToPickUp
         * @description A call that rings at colleagues, or waits.
         */
        ToPickUp: {
            /** Call Id */
            call_id: string;
            /** Customer Name */
            customer_name: string;
            /**
             * Number
             * @description The customer's; empty when withheld.
             */
            number: string;
            /** Queue Name */
            queue_name: string;
            /** Queued At */
            queued_at: number;
            /**
             * Rings At
             * @description Names of those who are rung; none: it waits.
             */
            rings_at: string[];
        };
        /**
         * TransferBody
         * @description To whom the call is passed on.
         */
        TransferBody: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "agent" | "queue" | "flow" | "number";
            /**
             * To
             * @description Id of the agent, queue or flow; or an outside number as people write it.
             */
            to: string;
        };
        /**
         * Trial
         * @description What became of a trial.
         */
        Trial: {
            /**
             * Channel
             * @enum {string}
             */
            channel: "email" | "webhook";
            /** Error */
            error: string;
            /** Sent */
            sent: boolean;
            /** Target */
            target: string;
        };
        /**
         * Trials
         * @description All channels of a rule but the screen.
         */
        Trials: {
            /** Trials */
            trials: components["schemas"]["Trial"][];
        };
        /**
         * Trunk
         * @description A trunk. The secret is never read back.
         */
        Trunk: {
            /** Active */
            active: boolean;
            /** Caller Id */
            caller_id: string;
            /** Codecs */
            codecs: string[];
            /** Has Secret */
            has_secret: boolean;
            /** Id */
            id: string;
            /** Match */
            match: string[];
            /** Max Channels */
            max_channels: number;
            /** Name */
            name: string;
            /** Outbound */
            outbound: boolean;
            /** Position */
            position: number;
            /** Register */
            register: boolean;
            /** Server */
            server: string;
            /**
             * Status
             * @enum {string}
             */
            status: "online" | "offline" | "unknown" | "rejected";
            /** Transport */
            transport: string;
            /** Username */
            username: string;
        };
        /**
         * TrunkIn
         * @description A new trunk.
         */
        TrunkIn: {
            /**
             * Active
             * @default true
             */
            active: boolean;
            /**
             * Caller Id
             * @description Number shown to the called; empty: the line's own.
             * @default
             */
            caller_id: string;
            /** Codecs */
            codecs?: ("alaw" | "ulaw" | "g722" | "opus")[];
            /** Match */
            match?: string[];
            /**
             * Max Channels
             * @description Calls at once, in and out; 0 = no limit.
             * @default 0
             */
            max_channels: number;
            /** Name */
            name: string;
            /**
             * Outbound
             * @description Numbers may be rung over it.
             * @default false
             */
            outbound: boolean;
            /**
             * Position
             * @description Lower is tried first.
             * @default 0
             */
            position: number;
            /**
             * Register
             * @default false
             */
            register: boolean;
            /**
             * Secret
             * @default
             */
            secret: string;
            /**
             * Server
             * @default
             */
            server: string;
            /**
             * Transport
             * @default udp
             * @enum {string}
             */
            transport: "udp" | "tcp";
            /**
             * Username
             * @default
             */
            username: string;
        };
        /**
         * TrunkPatch
         * @description What changes of a trunk.
         */
        TrunkPatch: {
            /** Active */
            active?: boolean;
            /**
             * Caller Id
             * @description Number shown to the called; empty: the line's own.
             */
            caller_id?: string;
            /** Codecs */
            codecs?: ("alaw" | "ulaw" | "g722" | "opus")[];
            /** Match */
            match?: string[];
            /**
             * Max Channels
             * @description Calls at once, in and out; 0 = no limit.
             */
            max_channels?: number;
            /** Name */
            name?: string;
            /**
             * Outbound
             * @description Numbers may be rung over it.
             */
            outbound?: boolean;
            /**
             * Position
             * @description Lower is tried first.
             */
            position?: number;
            /** Register */
            register?: boolean;
            /** Secret */
            secret?: string;
            /** Server */
            server?: string;
            /**
             * Transport
             * @enum {string}
             */
            transport?: "udp" | "tcp";
            /** Username */
            username?: string;
        };
        /**
         * Try
         * @description What the page's phone registers with, and whom it rings.
         */
        Try: {
            /** Enabled */
            enabled: boolean;
            /**
             * Number
             * @default
             */
            number: string;
            /**
             * Password
             * @default
             */
            password: string;
            /**
             * Uri
             * @default
             */
            uri: string;
            /**
             * Ws Path
             * @default
             */
            ws_path: string;
        };
        /**
         * User
         * @description A user.
         */
        User: {
            /** Account */
            account: string;
            /** Active */
            active: boolean;
            capacity: components["schemas"]["Capacity"] | null;
            /** Extension */
            extension: string | null;
            /** Id */
            id: string;
            /** Language */
            language: string;
            /** Name */
            name: string;
            /** Outside Confirm */
            outside_confirm: boolean;
            /** Outside Number */
            outside_number: string;
            /** Outside Own */
            outside_own: boolean;
            /** Queue Ids */
            queue_ids: string[];
            /**
             * Role
             * @enum {string}
             */
            role: "agent" | "supervisor" | "administrator" | "operator";
            /** Skills */
            skills: components["schemas"]["UserSkill"][];
        };
        /**
         * UserDefaults
         * @description What holds for agents who have nothing of their own set.
         */
        UserDefaults: {
            capacity: components["schemas"]["Capacity"];
        };
        /**
         * UserIn
         * @description A new user.
         */
        UserIn: {
            /** Account */
            account: string;
            /**
             * Active
             * @default true
             */
            active: boolean;
            /** @description None = as the company has it. */
            capacity?: components["schemas"]["Capacity"] | null;
            /** Extension */
            extension?: string | null;
            /**
             * Language
             * @default zh-CN
             * @enum {string}
             */
            language: "zh-CN" | "zh-TW" | "en";
            /** Name */
            name: string;
            /**
             * Outside Confirm
             * @description Who answers there must press 1: it may be a mailbox.
             * @default true
             */
            outside_confirm: boolean;
            /**
             * Outside Number
             * @description Mobile or line at home where calls may be taken.
             * @default
             */
            outside_number: string;
            /**
             * Outside Own
             * @description May change the outside number themselves.
             * @default false
             */
            outside_own: boolean;
            /** Password */
            password: string;
            /** Queue Ids */
            queue_ids?: string[];
            /**
             * Role
             * @default agent
             * @enum {string}
             */
            role: "agent" | "supervisor" | "administrator" | "operator";
            /** Skills */
            skills?: components["schemas"]["UserSkill"][];
        };
        /**
         * UserPatch
         * @description What changes of a user.
         */
        UserPatch: {
            /** Account */
            account?: string;
            /** Active */
            active?: boolean;
            /** @description None = as the company has it. */
            capacity?: components["schemas"]["Capacity"] | null;
            /** Extension */
            extension?: string | null;
            /**
             * Language
             * @enum {string}
             */
            language?: "zh-CN" | "zh-TW" | "en";
            /** Name */
            name?: string;
            /**
             * Outside Confirm
             * @description Who answers there must press 1: it may be a mailbox.
             */
            outside_confirm?: boolean;
            /**
             * Outside Number
             * @description Mobile or line at home where calls may be taken.
             */
            outside_number?: string;
            /**
             * Outside Own
             * @description May change the outside number themselves.
             */
            outside_own?: boolean;
            /** Password */
            password?: string;
            /** Queue Ids */
            queue_ids?: string[];
            /**
             * Role
             * @enum {string}
             */
            role?: "agent" | "supervisor" | "administrator" | "operator";
            /** Skills */
            skills?: components["schemas"]["UserSkill"][];
        };
        /**
         * UserSkill
         * @description A skill that a user has.
         */
        UserSkill: {
            /**
             * Level
             * @default 1
             */
            level: number;
            /** Skill Id */
            skill_id: string;
        };
        /**
         * VoiceMail
         * @description A message. Times in Unix milliseconds UTC, lengths in milliseconds.
         */
        VoiceMail: {
            /**
             * Assigned To
             * @description Who deals with it.
             */
            assigned_to: string | null;
            /** Assigned To Name */
            assigned_to_name: string | null;
            /**
             * Box
             * @description Whose it is; empty: of nobody in particular.
             * @enum {string}
             */
            box: "queue" | "agent" | "";
            /** Box Id */
            box_id: string;
            /** Box Name */
            box_name: string | null;
            /** Call Id */
            call_id: string;
            /**
             * Called At
             * @description When the customer was last called back from here.
             */
            called_at: number | null;
            /** Called By Name */
            called_by_name: string | null;
            /** Customer Id */
            customer_id: string | null;
            /** Customer Name */
            customer_name: string | null;
            /**
             * Deleted At
             * @description In the bin since.
             */
            deleted_at: number | null;
            /** Deleted By Name */
            deleted_by_name: string | null;
            /** Dialled */
            dialled: string;
            /** From Name */
            from_name: string;
            /** Heard At */
            heard_at: number | null;
            /** Heard By Name */
            heard_by_name: string | null;
            /** Id */
            id: string;
            /** Left At */
            left_at: number;
            /** Length Ms */
            length_ms: number;
            /** Line */
            line: string;
            /**
             * Number
             * @description Empty when withheld.
             */
            number: string;
        };
        /**
         * VoiceMailCount
         * @description How many wait to be heard, of those that one may see.
         */
        VoiceMailCount: {
            /**
             * Mine
             * @description Of these, in one's own box or given to oneself.
             */
            mine: number;
            /** @description Of these, the one that was left last. */
            newest: components["schemas"]["VoiceMail"] | null;
            /** Unheard */
            unheard: number;
        };
        /**
         * WallSettings
         * @description What a person's wall shows, and how.
         */
        WallSettings: {
            /**
             * Dark
             * @default true
             */
            dark: boolean;
            /**
             * Parts
             * @description What is shown.
             */
            parts?: ("figures" | "queues" | "agents" | "charts" | "lines")[];
            /**
             * Queue Ids
             * @description Empty = all queues.
             */
            queue_ids?: string[];
        };
        /**
         * WayCheck
         * @description The way to the switch: SIP over the web server, and an echo call. Numbers as far as it came.
         */
        WayCheck: {
            /**
             * Connect Ms
             * @description Until the SIP socket was open.
             */
            connect_ms?: number | null;
            /**
             * Failed At
             * @description Where it ended; empty when all was measured.
             * @enum {string}
             */
            failed_at: "" | "socket" | "registration" | "call" | "media";
            /**
             * Jitter Ms
             * @default 0
             */
            jitter_ms: number;
            /**
             * Lost
             * @description Packets that did not.
             * @default 0
             */
            lost: number;
            /**
             * Received
             * @description Packets that came back.
             * @default 0
             */
            received: number;
            /**
             * Register Ms
             * @description From there until registered.
             */
            register_ms?: number | null;
            /**
             * Rtt Ms
             * @description Round trip; none where it was not measured.
             */
            rtt_ms?: number | null;
        };
        /**
         * WayOut
         * @description The way to the switch, rated.
         */
        WayOut: {
            /** Connect Ms */
            connect_ms: number | null;
            /** Failed At */
            failed_at: string;
            /** Jitter Ms */
            jitter_ms: number;
            /**
             * Loss
             * @description Share lost, 0..1.
             */
            loss: number;
            /** Lost */
            lost: number;
            /**
             * Mos
             * @description Estimate by the E-model (ITU-T G.107); none when it failed.
             */
            mos: number | null;
            /** Received */
            received: number;
            /** Register Ms */
            register_ms: number | null;
            /** Rtt Ms */
            rtt_ms: number | null;
            /**
             * Verdict
             * @enum {string}
             */
            verdict: "good" | "fair" | "bad";
        };
        /**
         * WrapUpBody
         * @description How the call ended.
         */
        WrapUpBody: {
            /** Disposition Id */
            disposition_id?: string | null;
            /**
             * Finish
             * @default true
             */
            finish: boolean;
            /**
             * Notes
             * @default
             */
            notes: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
