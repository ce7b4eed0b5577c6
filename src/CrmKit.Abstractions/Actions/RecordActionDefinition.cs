using CrmKit.Access;

namespace CrmKit.Actions;

/// <summary>Something that people do to records by a button: a plugin describes it, every interface offers it, its handler does it. Immutable.</summary>
public sealed record RecordActionDefinition
{
    /// <summary>Its key, which begins with the plugin's id: <c>acme.reprice</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What stands on the button.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>The keys of the record types that it is for; at least one.</summary>
    public required IReadOnlyList<string> RecordTypes { get; init; }

    /// <summary>The one operation that whoever asks must be permitted on each record. What the handler reads and writes is held to his rights anyway.</summary>
    public Operations Needs { get; init; } = Operations.Update;

    /// <summary>What it does, in a sentence; <see langword="null"/> when the label says it all.</summary>
    public LocalizedText? Description { get; init; }

    /// <summary>What people are asked before it is done; <see langword="null"/> for an act that needs no second thought.</summary>
    public LocalizedText? Confirm { get; init; }

    /// <summary>Where it is offered.</summary>
    public ActionPlaces Places { get; init; } = ActionPlaces.All;

    /// <summary>Whether it changes fields of the records it is for and nothing else, so that giving these back what they held takes it back.</summary>
    public bool IsUndoable { get; init; }

    /// <summary>Ascending; ties by source and declaration.</summary>
    public int Order { get; init; }

    /// <summary>What people fill in first, with its rules; given by the builder that registers it.</summary>
    public IReadOnlyList<FieldDefinition> Inputs { get; internal init; } = [];

    /// <summary>Where it comes from: a plugin's id.</summary>
    public string Source { get; init; } = "core";

    /// <summary>The inputs as a type of their own, for all that reads and checks fields.</summary>
    internal RecordTypeDefinition InputType() => new(Key, Key, typeof(CustomRecord), Label, Label, Inputs);
}

/// <summary>Where an action is offered.</summary>
[Flags]
public enum ActionPlaces
{
    /// <summary>Nowhere: for programs alone.</summary>
    None = 0,
    /// <summary>In lists, for those that are ticked or all that match.</summary>
    List = 1,
    /// <summary>On the page of a record.</summary>
    Record = 2,
    /// <summary>On the cards of boards.</summary>
    Board = 4,
    /// <summary>Everywhere.</summary>
    All = List | Record | Board,
}
